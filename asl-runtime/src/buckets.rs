//! Buckets: where a Distributed Map reads its items from and writes its results to.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

/// The buckets that machines can name, each an object store. A clone shares them.
///
/// ```
/// use asl_runtime::Buckets;
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let buckets = Buckets::memory();
/// buckets.put_object("sales", "2026/11.csv", "sku,amount\nlamp,3\n").await?;
/// assert_eq!(buckets.get_object("sales", "2026/11.csv").await?, "sku,amount\nlamp,3\n");
/// # Ok::<(), asl_runtime::BucketError>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Default)]
pub struct Buckets(Arc<Known>);

#[derive(Clone, Default)]
struct Known {
    /// Those that were named one by one.
    named: HashMap<String, Arc<dyn ObjectStore>>,
    others: Others,
}

/// The buckets that were not.
#[derive(Clone, Default)]
enum Others {
    #[default]
    None,
    /// The folders of a folder.
    Directory(PathBuf),
    Memory(Arc<Mutex<HashMap<String, Arc<InMemory>>>>),
}

/// A bucket that was found.
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) store: Arc<dyn ObjectStore>,
    /// Whether the store lists objects in any order, and has to be walked through folder by folder.
    pub(crate) unordered: bool,
}

impl Buckets {
    /// The folders of a folder: bucket `sales` with the key `2026/11.csv` is the file `root/sales/2026/11.csv`.
    ///
    /// A bucket is there when its folder is. A key cannot lead out of it, as it has no `..`; symbolic links are followed.
    pub fn directory(root: impl Into<PathBuf>) -> Buckets {
        Buckets::new(Others::Directory(root.into()))
    }

    /// Buckets in memory, for tests. There are none until [`create_bucket`](Buckets::create_bucket) or
    /// [`put_object`](Buckets::put_object) makes them.
    pub fn memory() -> Buckets {
        Buckets::new(Others::Memory(Arc::default()))
    }

    fn new(others: Others) -> Buckets {
        Buckets(Arc::new(Known {
            named: HashMap::new(),
            others,
        }))
    }

    /// These buckets and one more of this name; it goes before one of [`directory`](Buckets::directory).
    ///
    /// Any store of the crate `object_store` will do that lists its objects in the order of their keys, as S3, Google
    /// Cloud Storage and Azure do: an interrupted Distributed Map lists them again, and counts on their order.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use asl_runtime::Buckets;
    /// use asl_runtime::object_store::memory::InMemory;
    ///
    /// let buckets = Buckets::directory("data").with("archive", Arc::new(InMemory::new()));
    /// ```
    pub fn with(mut self, bucket: impl Into<String>, store: Arc<dyn ObjectStore>) -> Buckets {
        let known = Arc::make_mut(&mut self.0);
        known.named.insert(bucket.into(), store);
        self
    }

    /// Makes a bucket of [`directory`](Buckets::directory) or [`memory`](Buckets::memory), unless it is there.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made, or there is no place for one.
    pub fn create_bucket(&self, bucket: &str) -> Result<(), BucketError> {
        if self.0.named.contains_key(bucket) {
            return Ok(());
        }
        check_name(bucket)?;
        match &self.0.others {
            Others::None => Err(BucketError::no_bucket(bucket)),
            Others::Directory(root) => {
                std::fs::create_dir_all(root.join(bucket)).map_err(|error| {
                    let folder = root.join(bucket);
                    BucketError(format!(
                        "cannot make the folder {}: {error}",
                        folder.display()
                    ))
                })
            }
            Others::Memory(buckets) => {
                let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
                buckets.entry(bucket.to_owned()).or_default();
                Ok(())
            }
        }
    }

    /// Writes an object, its bucket first if there is none of the name and [`create_bucket`](Buckets::create_bucket) can.
    ///
    /// # Errors
    ///
    /// If the store does not take it.
    pub async fn put_object(
        &self,
        bucket: &str,
        key: &str,
        body: impl Into<Bytes>,
    ) -> Result<(), BucketError> {
        self.create_bucket(bucket)?;
        let found = self.find(bucket)?;
        let path = found.key(key)?;
        let put = found.store.put(&path, body.into().into()).await;
        put.map(drop).map_err(|error| found.error(key, &error))
    }

    /// Reads an object, all of it.
    ///
    /// # Errors
    ///
    /// If there is no such bucket or object, or its store does not give it.
    pub async fn get_object(&self, bucket: &str, key: &str) -> Result<Bytes, BucketError> {
        let found = self.find(bucket)?;
        let path = found.key(key)?;
        let read = async { found.store.get(&path).await?.bytes().await };
        read.await.map_err(|error| found.error(key, &error))
    }

    /// The bucket of this name.
    pub(crate) fn find(&self, bucket: &str) -> Result<Bucket, BucketError> {
        let found = |store, unordered| Bucket {
            name: bucket.to_owned(),
            store,
            unordered,
        };
        if let Some(store) = self.0.named.get(bucket) {
            return Ok(found(store.clone(), false));
        }
        check_name(bucket)?;
        match &self.0.others {
            Others::None => Err(BucketError::no_bucket(bucket)),
            Others::Directory(root) => {
                let folder = root.join(bucket);
                let store = folder_store(&folder).ok_or_else(|| {
                    let place = format!("there is no folder {}", folder.display());
                    BucketError(format!(
                        "The specified bucket does not exist: `{bucket}` ({place})"
                    ))
                })?;
                Ok(found(Arc::new(store), true))
            }
            Others::Memory(buckets) => {
                let buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
                let store = buckets.get(bucket).cloned();
                let store = store.ok_or_else(|| BucketError::no_bucket(bucket))?;
                Ok(found(store, false))
            }
        }
    }
}

fn folder_store(folder: &FilePath) -> Option<LocalFileSystem> {
    if !folder.is_dir() {
        return None;
    }
    LocalFileSystem::new_with_prefix(folder).ok()
}

/// A bucket's name becomes a folder's: it cannot lead elsewhere.
fn check_name(bucket: &str) -> Result<(), BucketError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if bucket.is_empty() || bucket.starts_with('.') || !bucket.chars().all(plain) {
        return Err(BucketError(format!(
            "The specified bucket is not valid: `{bucket}` (letters, digits, `.`, `-` and `_` can stand in its name)"
        )));
    }
    Ok(())
}

impl Bucket {
    /// The path of an object.
    pub(crate) fn key(&self, key: &str) -> Result<Path, BucketError> {
        match Path::parse(key) {
            // It would take slashes at the ends away.
            Ok(path) if !key.is_empty() && path.as_ref() == key => Ok(path),
            _ => Err(BucketError(format!(
                "{} cannot be read or written: a key has no empty parts, no part `.` or `..`, and no slash at its ends",
                self.uri(key)
            ))),
        }
    }

    /// `s3://bucket/key`
    pub(crate) fn uri(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.name)
    }

    /// What went wrong with an object.
    pub(crate) fn error(&self, key: &str, error: &object_store::Error) -> BucketError {
        let object = self.uri(key);
        BucketError(match error {
            object_store::Error::NotFound { .. } => {
                format!("The specified key does not exist: {object}")
            }
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. } => {
                format!("Access Denied: {object}: {error}")
            }
            other => format!("{object}: {other}"),
        })
    }
}

impl fmt::Debug for Buckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&String> = self.0.named.keys().collect();
        names.sort();
        let mut debug = f.debug_struct("Buckets");
        debug.field("named", &names);
        match &self.0.others {
            Others::None => {}
            Others::Directory(root) => drop(debug.field("directory", root)),
            Others::Memory(_) => drop(debug.field("memory", &true)),
        }
        debug.finish()
    }
}

/// A bucket or an object that is not there, or a store that refuses; its text says which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketError(String);

impl BucketError {
    fn no_bucket(bucket: &str) -> BucketError {
        BucketError(format!(
            "The specified bucket does not exist: `{bucket}` (it was not among the `Buckets` given)"
        ))
    }

    pub(crate) fn into_cause(self) -> String {
        self.0
    }
}

impl fmt::Display for BucketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BucketError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_has_buckets_and_no_key_leads_out_of_it() {
        let root = tempfile::tempdir().unwrap();
        let buckets = Buckets::directory(root.path());
        let missing = buckets.get_object("sales", "a.csv").await.unwrap_err();
        assert!(
            missing
                .to_string()
                .contains("bucket does not exist: `sales` (there is no folder ")
        );
        buckets
            .put_object("sales", "x/a b#1.csv", "a")
            .await
            .unwrap();
        assert_eq!(
            std::fs::read(root.path().join("sales/x/a b#1.csv")).unwrap(),
            b"a"
        );
        std::fs::write(root.path().join("secret"), "s").unwrap();
        for key in ["../secret", "x/../../secret", "/etc/passwd", "", "x//a"] {
            let error = buckets.get_object("sales", key).await.unwrap_err();
            assert!(
                error.to_string().contains("a key has no empty parts"),
                "{key}: {error}"
            );
        }
        for bucket in ["..", "", "sales/x", "."] {
            let error = buckets.get_object(bucket, "secret").await.unwrap_err();
            assert!(
                error.to_string().contains("bucket is not valid"),
                "{bucket}: {error}"
            );
        }
        let error = buckets.get_object("sales", "b.csv").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "The specified key does not exist: s3://sales/b.csv"
        );
    }

    #[tokio::test]
    async fn a_bucket_that_was_named_goes_first_and_clones_share() {
        let archive = Arc::new(InMemory::new());
        let buckets = Buckets::memory().with("archive", archive.clone());
        buckets.put_object("archive", "a", "1").await.unwrap();
        assert!(archive.get(&Path::from("a")).await.is_ok());
        buckets.clone().put_object("other", "a", "2").await.unwrap();
        assert_eq!(buckets.get_object("other", "a").await.unwrap(), "2");
        let error = buckets.get_object("third", "a").await.unwrap_err();
        assert!(error.to_string().contains("does not exist: `third`"));
        assert!(Buckets::default().put_object("a", "b", "c").await.is_err());
    }
}
