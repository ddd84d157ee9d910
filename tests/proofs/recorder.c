/* Records what a process writes and syncs of a store's files and of its ledger, in order: LD_PRELOAD this.
 *
 * RECORD_LOG is the file that it writes. A record is a byte for what happened (W write, T truncate, U remove, B sync begins,
 * S sync ends, L a line of the ledger), a byte for the file (0 the database, 1 its log, 3 its journal), four bytes for a length, eight for
 * an offset, and the data. One lock is held around each write and its record, so that the record's order is the real one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 4096
#define LEDGER 2

static signed char kinds[FILES]; /* 1 + the file's number, 0 for any other */
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void setup(void) {
    if (real_write)
        return;
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_open = dlsym(RTLD_NEXT, "open");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_write = dlsym(RTLD_NEXT, "write");
    const char *path = getenv("RECORD_LOG");
    if (path)
        log_fd = real_open(path, O_CREAT | O_WRONLY | O_APPEND, 0644);
}

__attribute__((constructor)) static void begin(void) { setup(); }

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path), more = strlen(end);
    return length >= more && strcmp(path + length - more, end) == 0;
}

static int kind_of(const char *path) {
    if (ends_with(path, "store.db"))
        return 1;
    if (ends_with(path, "store.db-wal"))
        return 2;
    if (ends_with(path, "/ledger"))
        return 1 + LEDGER;
    if (ends_with(path, "store.db-journal"))
        return 4;
    return 0;
}

static int kind(int fd) { return fd >= 0 && fd < FILES ? kinds[fd] : 0; }

static void all(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        ssize_t written = real_write(log_fd, at, length);
        if (written <= 0)
            abort();
        at += written;
        length -= written;
    }
}

static void note(char what, int file, uint32_t length, uint64_t offset, const void *data) {
    unsigned char head[14];
    if (log_fd < 0)
        return;
    head[0] = what;
    head[1] = file;
    memcpy(head + 2, &length, 4);
    memcpy(head + 6, &offset, 8);
    all(head, sizeof head);
    if (data)
        all(data, length);
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES)
        kinds[fd] = kind_of(path);
    return fd;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    setup();
    return opened(real_open(path, flags, mode), path);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    setup();
    return opened(real_open(path, flags | O_LARGEFILE, mode), path);
}

int close(int fd) {
    setup();
    if (fd >= 0 && fd < FILES)
        kinds[fd] = 0;
    return real_close(fd);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    setup();
    int file = kind(fd);
    if (!file)
        return real_pwrite(fd, data, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t written = real_pwrite(fd, data, length, offset);
    if (written > 0)
        note('W', file - 1, written, offset, data);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwrite(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
    setup();
    int file = kind(fd);
    if (!file)
        return real_write(fd, data, length);
    pthread_mutex_lock(&lock);
    ssize_t written = real_write(fd, data, length);
    if (file == 1 + LEDGER) {
        if (written > 0)
            note('L', LEDGER, written, 0, data);
    } else {
        /* SQLite writes at offsets. */
        abort();
    }
    pthread_mutex_unlock(&lock);
    return written;
}

static int synced(int fd, int (*sync)(int)) {
    int file = kind(fd);
    if (!file || file == 1 + LEDGER)
        return sync(fd);
    pthread_mutex_lock(&lock);
    note('B', file - 1, 0, 0, NULL);
    pthread_mutex_unlock(&lock);
    int result = sync(fd);
    pthread_mutex_lock(&lock);
    if (result == 0)
        note('S', file - 1, 0, 0, NULL);
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int fd) {
    setup();
    return synced(fd, real_fsync);
}

int fdatasync(int fd) {
    setup();
    return synced(fd, real_fdatasync);
}

int ftruncate(int fd, off_t length) {
    setup();
    int file = kind(fd);
    if (!file)
        return real_ftruncate(fd, length);
    pthread_mutex_lock(&lock);
    int result = real_ftruncate(fd, length);
    if (result == 0)
        note('T', file - 1, 0, length, NULL);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int unlink(const char *path) {
    setup();
    int file = kind_of(path);
    if (!file)
        return real_unlink(path);
    pthread_mutex_lock(&lock);
    int result = real_unlink(path);
    if (result == 0)
        note('U', file - 1, 0, 0, NULL);
    pthread_mutex_unlock(&lock);
    return result;
}
