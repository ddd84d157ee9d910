//! Tests of buckets of S3, against moto's server: skipped, and that said, where Python has no moto.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;

use crate::item_reader::{
    CsvHeaderLocation, InputType, ItemReader, ReaderConfig, ReaderResource, ReaderTransformation,
};
use crate::result_writer::{ChildResult, OutputType, ResultWriter, WriterTransformation};
use crate::store::ExecutionStatus;
use crate::{Buckets, Value, value};

/// The Pythons that may have moto: CI's own, and the one on the path.
const PYTHONS: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../target/moto/bin/python"),
    "python3",
];

/// moto's server, until it is dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts it; nothing where it cannot be.
    fn start() -> Option<Server> {
        let has_moto = |python: &&&str| {
            let mut import = Command::new(python);
            import.args(["-c", "import moto.server, flask"]);
            let import = import.stdout(Stdio::null()).stderr(Stdio::null()).status();
            (**python == "python3" || Path::new(python).exists())
                && import.is_ok_and(|status| status.success())
        };
        let Some(python) = PYTHONS.iter().find(has_moto) else {
            // Past the test's own output, which is shown of failures only.
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: the tests of S3 need Python with moto: pip install 'moto[server,s3]'"
            );
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut server = Command::new(python);
        server.args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        let process = server
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server {
            process,
            address: format!("127.0.0.1:{port}"),
        };
        let started = Instant::now();
        while TcpStream::connect(&server.address).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "moto did not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// A request that object stores do not make.
    fn put(&self, path: &str, body: &str) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn buckets(&self, names: [&str; 2]) -> Buckets {
        names.into_iter().fold(Buckets::default(), |buckets, name| {
            let store = AmazonS3Builder::new()
                .with_bucket_name(name)
                .with_region("us-east-1")
                .with_access_key_id("test")
                .with_secret_access_key("test")
                .with_endpoint(format!("http://{}", self.address))
                .with_allow_http(true);
            buckets.with(name, Arc::new(store.build().unwrap()))
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn csv(request: Value) -> ItemReader {
    ItemReader {
        resource: ReaderResource::GetObject,
        request,
        config: ReaderConfig {
            input_type: Some(InputType::Csv),
            csv_header_location: Some(CsvHeaderLocation::FirstRow),
            ..ReaderConfig::default()
        },
    }
}

async fn items(reader: &ItemReader, buckets: &Buckets) -> Result<Vec<Value>, String> {
    let cause = |failure: crate::Failure| failure.cause().unwrap_or_default().to_owned();
    let items = reader.open(buckets).await.map_err(cause)?;
    items.map_err(cause).try_collect().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_is_read_listed_and_written() {
    let Some(server) = Server::start() else {
        return;
    };
    server.put("/inbox", "");
    let enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    server.put("/inbox?versioning", enabled);
    server.put("/outbox", "");
    let buckets = server.buckets(["inbox", "outbox"]).with("gone", {
        let store = AmazonS3Builder::new()
            .with_bucket_name("gone")
            .with_region("us-east-1");
        let store = store
            .with_access_key_id("test")
            .with_secret_access_key("test");
        let store = store.with_endpoint(format!("http://{}", server.address));
        Arc::new(store.with_allow_http(true).build().unwrap())
    });

    // A CSV of several megabytes, and an older version of it.
    let sales = csv(value!({ "Bucket": "inbox", "Key": "sales.csv" }));
    buckets
        .put_object("inbox", "sales.csv", "n\nold\n")
        .await
        .unwrap();
    let rows: String = (0..100_000).map(|n| format!("{n:07}\n")).collect();
    buckets
        .put_object("inbox", "sales.csv", format!("n\n{rows}"))
        .await
        .unwrap();
    let read = items(&sales, &buckets).await.unwrap();
    assert_eq!(
        (read.len(), &read[99_999]["n"]),
        (100_000, &Value::from("0099999"))
    );
    let none = csv(value!({ "Bucket": "inbox", "Key": "sales.csv", "VersionId": "none" }));
    assert!(items(&none, &buckets).await.is_err());
    let path = object_store::path::Path::from("sales.csv");
    let found = buckets.find("inbox").unwrap().store;
    let version = object_store::ObjectStoreExt::head(&*found, &path)
        .await
        .unwrap()
        .version;
    let version = version.expect("versions are kept");
    let request = value!({ "Bucket": "inbox", "Key": "sales.csv", "VersionId": version });
    assert_eq!(items(&csv(request), &buckets).await.unwrap().len(), 100_000);

    // More objects than one page of a listing has.
    let keys: Vec<String> = (0..1_100).map(|n| format!("many/{n:04} #ä.csv")).collect();
    let puts = keys
        .iter()
        .map(|key| buckets.put_object("inbox", key, "n\n1\n"));
    let puts: Vec<_> = futures_util::stream::iter(puts)
        .buffer_unordered(16)
        .collect()
        .await;
    puts.into_iter().for_each(|put| put.unwrap());
    let mut list = ItemReader {
        resource: ReaderResource::ListObjectsV2,
        request: value!({ "Bucket": "inbox", "Prefix": "many/" }),
        config: ReaderConfig::default(),
    };
    let listed = items(&list, &buckets).await.unwrap();
    assert!(
        listed
            .iter()
            .map(|item| item["Key"].as_str().unwrap())
            .eq(&keys)
    );
    let (etag, size) = (
        listed[0]["Etag"].as_str().unwrap(),
        listed[0]["Size"].as_i64(),
    );
    assert!(
        etag.starts_with('"') && etag.ends_with('"') && size == Some(4),
        "{}",
        listed[0]
    );
    list.request = value!({ "Bucket": "inbox", "Prefix": "many/000" });
    list.config = ReaderConfig {
        transformation: ReaderTransformation::LoadAndFlatten,
        ..sales.config.clone()
    };
    assert_eq!(
        items(&list, &buckets).await.unwrap(),
        vec![value!({ "n": "1" }); 10]
    );

    // Results that go in several parts.
    let writer = ResultWriter {
        request: value!({ "Bucket": "outbox", "Prefix": "jobs/" }),
        output_type: OutputType::Jsonl,
        transformation: WriterTransformation::Compact,
        to_objects: true,
    };
    let mut files = writer
        .open(&buckets, "arn:aws:states:us-east-1:1:mapRun:M/L:u1")
        .await
        .unwrap();
    for _ in 0..200 {
        let output = Value::from("x".repeat(100_000));
        let child = ChildResult {
            execution_arn: String::new(),
            name: String::new(),
            state_machine_arn: String::new(),
            input: Value::NULL,
            output: Some(output),
            status: ExecutionStatus::Succeeded,
            start_date: None,
            stop_date: None,
            error: None,
            cause: None,
            redrive_count: 0,
        };
        files.add(child).await.unwrap();
    }
    let result = files.finish().await.unwrap();
    assert_eq!(
        result["ResultWriterDetails"]["Key"],
        Value::from("jobs/u1/manifest.json")
    );
    let manifest = buckets
        .get_object("outbox", "jobs/u1/manifest.json")
        .await
        .unwrap();
    let listed = &Value::parse(manifest).unwrap()["ResultFiles"]["SUCCEEDED"][0];
    let written = buckets
        .get_object("outbox", listed["Key"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(
        (Value::from(written.len()), written.len()),
        (listed["Size"].clone(), 200 * 100_003)
    );

    // What is not there.
    let missing = csv(value!({ "Bucket": "inbox", "Key": "none.csv" }));
    let cause = items(&missing, &buckets).await.unwrap_err();
    assert_eq!(
        cause,
        "The specified key does not exist: s3://inbox/none.csv"
    );
    let gone = csv(value!({ "Bucket": "gone", "Key": "sales.csv" }));
    assert!(
        items(&gone, &buckets)
            .await
            .unwrap_err()
            .contains("s3://gone/sales.csv")
    );
    let gone = ResultWriter {
        request: value!({ "Bucket": "gone" }),
        ..writer
    };
    let files = gone.open(&buckets, "arn:u2").await.unwrap();
    let failure = files.finish().await.unwrap_err();
    assert_eq!(failure.error(), Some("States.ResultWriterFailed"));
    assert!(
        failure
            .cause()
            .unwrap()
            .contains("s3://gone/u2/manifest.json"),
        "{failure:?}"
    );
}
