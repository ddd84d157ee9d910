//! Tests of item readers, on buckets in memory and in folders.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::StreamExt;
use object_store::memory::InMemory;
use object_store::throttle::{ThrottleConfig, ThrottledStore};
use proptest::prelude::*;

use super::object::{Parser, ReadError};
use super::*;
use crate::value;

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// A reader of the object `o` of the bucket `b`.
fn get_object(config: ReaderConfig) -> ItemReader {
    ItemReader {
        resource: ReaderResource::GetObject,
        request: value!({ "Bucket": "b", "Key": "o" }),
        config,
    }
}

fn of_type(input_type: InputType) -> ReaderConfig {
    ReaderConfig {
        input_type: Some(input_type),
        ..ReaderConfig::default()
    }
}

fn csv() -> ReaderConfig {
    ReaderConfig {
        csv_header_location: Some(CsvHeaderLocation::FirstRow),
        ..of_type(InputType::Csv)
    }
}

fn given(headers: &'static [&'static str]) -> ReaderConfig {
    ReaderConfig {
        csv_header_location: Some(CsvHeaderLocation::Given),
        csv_headers: Some(headers),
        ..of_type(InputType::Csv)
    }
}

/// All items, and the cause of the failure behind them.
async fn read(reader: &ItemReader, buckets: &Buckets) -> (Vec<Value>, Option<String>) {
    let mut items = Vec::new();
    let failure = match reader.open(buckets).await {
        Err(failure) => Some(failure),
        Ok(mut stream) => loop {
            match stream.next().await {
                Some(Ok(item)) => items.push(item),
                Some(Err(failure)) => {
                    assert!(stream.next().await.is_none());
                    break Some(failure);
                }
                None => break None,
            }
        },
    };
    let cause = failure.map(|failure| {
        assert_eq!(failure.error(), Some("States.ItemReaderFailed"));
        failure.cause().unwrap_or_default().to_owned()
    });
    (items, cause)
}

/// The items of an object with this content.
fn read_object(config: ReaderConfig, body: impl Into<Bytes>) -> (Vec<Value>, Option<String>) {
    run(async {
        let buckets = Buckets::memory();
        buckets.put_object("b", "o", body).await.unwrap();
        read(&get_object(config), &buckets).await
    })
}

fn items(config: ReaderConfig, body: impl Into<Bytes>) -> Value {
    let (items, cause) = read_object(config, body);
    assert_eq!(cause, None);
    Value::array(items)
}

fn cause(config: ReaderConfig, body: impl Into<Bytes>) -> String {
    read_object(config, body).1.expect("a failure")
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn csv_is_read_as_aws_reads_it() {
    let body = "a,b,\n1,\"x, \"\"y\"\"\"\n   \n'q',2,3,4\n\n,,\ntrue\n";
    let expected = value!([
        { "a": "1", "b": "x, \"y\"", "": "" },
        { "a": "   ", "b": "", "": "" },
        { "a": "'q'", "b": "2", "": "3" },
        { "a": "", "b": "", "": "" },
        { "a": "true", "b": "", "": "" },
    ]);
    assert_eq!(items(csv(), body), expected);
    assert_eq!(items(csv(), body.replace('\n', "\r\n")), expected);
    let typed = items(csv(), "0,True,{}\nx,y,z");
    assert_eq!(typed, value!([{ "0": "x", "True": "y", "{}": "z" }]));
    let order = typed[0].to_string();
    assert_eq!(order, r#"{"0":"x","True":"y","{}":"z"}"#);
    assert_eq!(items(csv(), ""), value!([]));
    assert_eq!(items(csv(), "a,b\n"), value!([]));
    assert_eq!(
        items(given(&["H1", "H2"]), "a,b\n1"),
        value!([{ "H1": "a", "H2": "b" }, { "H1": "1", "H2": "" }])
    );
    // The first row has the names, whatever the definition lists.
    let mut both = given(&["H1"]);
    both.csv_header_location = Some(CsvHeaderLocation::FirstRow);
    assert_eq!(items(both, "a\n1"), value!([{ "a": "1" }]));
}

#[test]
fn csv_has_five_delimiters() {
    let delimiters = [
        (CsvDelimiter::Comma, ','),
        (CsvDelimiter::Pipe, '|'),
        (CsvDelimiter::Semicolon, ';'),
        (CsvDelimiter::Space, ' '),
        (CsvDelimiter::Tab, '\t'),
    ];
    for (csv_delimiter, c) in delimiters {
        let config = ReaderConfig {
            csv_delimiter,
            ..csv()
        };
        let body = format!("a{c}b\n\"1{c}\"{c}2");
        assert_eq!(
            items(config, body),
            value!([{ "a": format!("1{c}"), "b": "2" }])
        );
    }
}

#[test]
fn csv_that_is_wrong_says_where() {
    let duplicates = "CSV headers cannot contain duplicates.";
    assert_eq!(cause(csv(), "a,b,a\n"), duplicates);
    assert_eq!(cause(given(&["H", "H"]), ""), duplicates);
    let (before, quote) = read_object(csv(), "a,b\n1,2\n\n3,\"4\n5,6\n");
    assert_eq!(before.len(), 1);
    assert!(
        quote
            .unwrap()
            .starts_with("s3://b/o: line 4 begins a row with a quote that is not closed")
    );
    let mut long = b"a\n\"".to_vec();
    long.resize(400_000, b'x');
    assert!(
        cause(csv(), long)
            .contains("line 2 begins a row of more than 262144 bytes; is a quote not closed?")
    );
    assert_eq!(
        cause(csv(), &b"a\n\xff\n"[..]),
        "s3://b/o: line 2 is not UTF-8"
    );
    // The two bytes are a letter only if they stand together.
    assert_eq!(
        cause(csv(), &b"a,b\n\xc3,\xa9\n"[..]),
        "s3://b/o: line 2 is not UTF-8"
    );
    let wide = ",".repeat(300_000);
    assert!(cause(csv(), wide).contains("more than 262144 bytes"));
}

#[test]
fn a_wide_row_is_as_good_as_a_narrow_one() {
    let names: Vec<String> = (0..100).map(|number| format!("column{number}")).collect();
    let body = format!("{}\n{}", names.join(","), names.join(","));
    let rows = items(csv(), body);
    assert!(
        names
            .iter()
            .all(|name| rows[0][name.as_str()].as_str() == Some(name))
    );
    let mut changed = rows[0].clone();
    changed.as_object_mut().unwrap().insert("more", 1);
    assert_eq!(changed["more"], Value::from(1));
    assert_eq!(rows[0].get("more"), None);
}

#[test]
fn json_arrays_are_read_wherever_the_pointer_leads() {
    let json = |pointer| ReaderConfig {
        items_pointer: pointer,
        ..of_type(InputType::Json)
    };
    let body = r#" [ 1 , "a]\"", [2,[3]], {"b": {"c": "}"}} , null, -1.5e3 , true ] "#;
    assert_eq!(items(json(None), body), Value::parse(body).unwrap());
    assert_eq!(items(json(None), "[]"), value!([]));
    let deep = r#"{ "x": [ { "data": [9] } ], "a/b": { "~": [ {}, "s", { "data": [ 1, {"y": 2} ] } ] , "skipped": 1 } } garbage"#;
    assert_eq!(
        items(json(Some("/a~1b/~0/2/data")), deep),
        value!([1, { "y": 2 }])
    );
    assert_eq!(
        items(json(Some("/x/0")), deep),
        value!([{ "Key": "data", "Value": [9] }])
    );
    for nowhere in [
        "/no",
        "/x/1",
        "/x/data",
        "/a~1b/~0/0/data",
        "/a~1b/skipped/z",
        "/a~1b/~0/0/y",
    ] {
        let cause = cause(json(Some(nowhere)), deep);
        assert!(cause.ends_with("leads to nothing"), "{nowhere}: {cause}");
    }
    assert!(cause(json(Some("data")), "{}").contains("it has to begin with `/`"));
    // Recorded: without a pointer an object is nothing to map over.
    for other in [r#"{ "Hello": "world" }"#, "1", "\"x\"", "null", ""] {
        assert_eq!(
            cause(json(None), other),
            "Attempting to map over non-iterable node."
        );
    }
    assert_eq!(
        cause(json(Some("/a")), r#"{ "a": 1 }"#),
        "Attempting to map over non-iterable node."
    );
}

#[test]
fn json_that_is_wrong_says_where() {
    let json = || of_type(InputType::Json);
    let (before, torn) = read_object(json(), "[1, 2, {\"a\": ");
    assert_eq!(before, [Value::from(1), Value::from(2)]);
    assert_eq!(
        torn.unwrap(),
        "s3://b/o: it ends in the middle of the items, of which 2 are complete"
    );
    assert_eq!(
        cause(json(), "[1, 2,]"),
        "s3://b/o: it is not JSON: unexpected `]` behind item 1"
    );
    assert_eq!(
        cause(json(), "[1 2]"),
        "s3://b/o: it is not JSON: unexpected `2` behind item 0"
    );
    assert_eq!(
        cause(json(), "[1] x"),
        "s3://b/o: it is not JSON: unexpected `x` behind the items"
    );
    assert!(cause(json(), "[1, tru]").starts_with("s3://b/o: item 1 is not JSON: "));
    assert!(
        cause(
            json(),
            format!("[{}{}]", "[".repeat(5000), "]".repeat(5000))
        )
        .contains("item 0 is not JSON")
    );
    let long = format!("[0, \"{}\"]", "x".repeat(300_000));
    assert_eq!(
        cause(json(), long),
        "s3://b/o: item 1 is longer than 262144 bytes"
    );
    let pointer = ReaderConfig {
        items_pointer: Some("/a"),
        ..json()
    };
    assert_eq!(
        cause(pointer, r#"{ "b": [1, "#),
        "s3://b/o: it ends before the items"
    );
}

#[test]
fn json_lines_are_items() {
    let jsonl = || of_type(InputType::Jsonl);
    let body = "{\"a\": 1}\n\n  \r\n[2]\r\n\"x\"";
    assert_eq!(items(jsonl(), body), value!([{ "a": 1 }, [2], "x"]));
    assert!(cause(jsonl(), "1\n\n{\"a\":}\n").starts_with("s3://b/o: line 3 is not JSON: "));
    let (before, torn) = read_object(jsonl(), "1\n{\"a\":");
    assert_eq!(before.len(), 1);
    assert!(
        torn.unwrap()
            .starts_with("s3://b/o: line 2 is not JSON: EOF")
    );
    let long = format!("1\n\"{}\"\n", "x".repeat(300_000));
    assert_eq!(
        cause(jsonl(), long),
        "s3://b/o: line 2 is longer than 262144 bytes"
    );
}

#[test]
fn a_limit_of_items_is_kept_and_ends_the_reading() {
    let limited = |max_items| ReaderConfig {
        max_items,
        ..of_type(InputType::Json)
    };
    // What is wrong behind the limit is not seen.
    let body = "[1, 2, 3, oops";
    assert_eq!(items(limited(Some(2)), body), value!([1, 2]));
    assert_eq!(
        cause(limited(Some(-1)), body),
        "field MaxItems must be positive"
    );
    for unlimited in [None, Some(0), Some(100_000_001)] {
        assert_eq!(items(limited(unlimited), "[1, 2, 3]"), value!([1, 2, 3]));
    }
}

#[test]
fn gzip_and_byte_order_marks_are_taken_off() {
    let expected = value!([{ "a": "1" }]);
    let plain = b"\xef\xbb\xbfa\n1\n".as_slice();
    assert_eq!(items(csv(), plain), expected);
    assert_eq!(items(csv(), gzip(plain)), expected);
    let members = [gzip(b"a\n"), gzip(b"1\n")].concat();
    assert_eq!(items(csv(), members), expected);
    assert!(cause(csv(), &b"\x28\xb5\x2f\xfd____"[..]).contains("packed with zstd"));
}

#[test]
fn gzip_that_is_torn_anywhere_is_an_error() {
    let whole = gzip("a,b\n1,2\n".repeat(50).as_bytes());
    for end in 4..whole.len() {
        let cause = cause(csv(), whole[..end].to_vec());
        assert!(cause.contains("gzip data"), "{end}: {cause}");
    }
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x10;
    assert!(cause(csv(), damaged).contains("gzip data"));
}

#[test]
fn objects_are_listed_in_the_order_of_their_keys() {
    let root = tempfile::tempdir().unwrap();
    let keys = [
        "a.txt",
        "a/b",
        "a/c/1",
        "a0",
        "b/1",
        "sales/2026.csv",
        "sales0",
    ];
    for buckets in [Buckets::memory(), Buckets::directory(root.path())] {
        run(async {
            for key in keys.iter().rev() {
                buckets.put_object("b", key, key.repeat(2)).await.unwrap();
            }
            let list = |request: Value| ItemReader {
                resource: ReaderResource::ListObjectsV2,
                request,
                config: ReaderConfig::default(),
            };
            let names = async |request| {
                let (items, cause) = read(&list(request), &buckets).await;
                assert_eq!(cause, None);
                let names = items
                    .iter()
                    .map(|item| item["Key"].as_str().unwrap().to_owned());
                names.collect::<Vec<_>>()
            };
            assert_eq!(names(value!({ "Bucket": "b" })).await, keys);
            assert_eq!(
                names(value!({ "Bucket": "b", "Prefix": "a" })).await,
                keys[..4]
            );
            assert_eq!(
                names(value!({ "Bucket": "b", "Prefix": "a/" })).await,
                keys[1..3]
            );
            assert_eq!(
                names(value!({ "Bucket": "b", "Prefix": "sales/20" })).await,
                keys[5..6]
            );
            assert!(
                names(value!({ "Bucket": "b", "Prefix": "none/at/all" }))
                    .await
                    .is_empty()
            );
            let (items, _) = read(
                &list(value!({ "Bucket": "b", "Prefix": "a.txt" })),
                &buckets,
            )
            .await;
            let members: Vec<_> = items[0].as_object().unwrap().keys().collect();
            assert_eq!(
                members,
                ["Etag", "Key", "LastModified", "Size", "StorageClass"]
            );
            assert!(items[0]["Etag"].as_str().unwrap().starts_with('"'));
            assert!(items[0]["LastModified"].as_f64().unwrap() > 1.7e9);
            assert_eq!(items[0]["Size"], Value::from(10));
            assert_eq!(items[0]["StorageClass"], Value::from("STANDARD"));
        });
    }
}

#[test]
fn listed_objects_can_be_read_one_behind_the_other() {
    run(async {
        let buckets = Buckets::memory();
        buckets.put_object("b", "in/2.csv", "a\n3\n").await.unwrap();
        buckets
            .put_object("b", "in/1.csv", gzip(b"a\n1\n2\n"))
            .await
            .unwrap();
        buckets.put_object("b", "in/empty", "").await.unwrap();
        buckets.put_object("b", "out", "x").await.unwrap();
        let reader = |max_items| ItemReader {
            resource: ReaderResource::ListObjectsV2,
            request: value!({ "Bucket": "b", "Prefix": "in/" }),
            config: ReaderConfig {
                transformation: ReaderTransformation::LoadAndFlatten,
                max_items,
                ..csv()
            },
        };
        let (items, cause) = read(&reader(None), &buckets).await;
        assert_eq!(
            Value::array(items),
            value!([{ "a": "1" }, { "a": "2" }, { "a": "3" }])
        );
        assert_eq!(cause, None);
        assert_eq!(read(&reader(Some(1)), &buckets).await.0.len(), 1);
    });
}

#[test]
fn manifests_lead_to_the_files_that_have_the_items() {
    run(async {
        let buckets = Buckets::memory();
        let manifest = value!({
            "sourceBucket": "source",
            "destinationBucket": "arn:aws:s3:::inventory",
            "fileFormat": "CSV",
            "fileSchema": "Bucket, Key, Size",
            "files": [{ "key": "data/1.csv.gz", "size": 1, "MD5checksum": "x" }, { "key": "data/2.csv.gz" }],
        });
        buckets
            .put_object("b", "o", manifest.to_string())
            .await
            .unwrap();
        let first = gzip(b"\"source\",\"a%20b\",\"7\"\n");
        buckets
            .put_object("inventory", "data/1.csv.gz", first)
            .await
            .unwrap();
        let (items, cause) = read(&get_object(of_type(InputType::Manifest)), &buckets).await;
        assert_eq!(
            Value::array(items),
            value!([{ "Bucket": "source", "Key": "a%20b", "Size": "7" }])
        );
        assert_eq!(
            cause.unwrap(),
            "The specified key does not exist: s3://inventory/data/2.csv.gz"
        );

        let athena = ReaderConfig {
            manifest_type: Some(ManifestType::AthenaData),
            ..of_type(InputType::Jsonl)
        };
        buckets
            .put_object("b", "o", "s3://inventory/j1\ns3://inventory/j2\n")
            .await
            .unwrap();
        buckets
            .put_object("inventory", "j1", gzip(b"1\n2\n"))
            .await
            .unwrap();
        buckets.put_object("inventory", "j2", "3").await.unwrap();
        let (items, cause) = read(&get_object(athena.clone()), &buckets).await;
        assert_eq!((Value::array(items), cause), (value!([1, 2, 3]), None));
        buckets
            .put_object("b", "o", "s3://inventory/j1\nj2\n")
            .await
            .unwrap();
        let (_, cause) = read(&get_object(athena), &buckets).await;
        assert_eq!(
            cause.unwrap(),
            "s3://b/o: line 2 is not `s3://bucket/key`: `j2`"
        );
        let (_, cause) = read(&get_object(of_type(InputType::Manifest)), &buckets).await;
        assert!(
            cause
                .unwrap()
                .starts_with("s3://b/o: it is not the `manifest.json` of an S3 inventory")
        );
    });
}

#[test]
fn what_is_not_there_is_named() {
    run(async {
        let buckets = Buckets::memory();
        let json = get_object(of_type(InputType::Json));
        let cause = read(&json, &buckets).await.1.unwrap();
        assert!(
            cause.starts_with("The specified bucket does not exist: `b`"),
            "{cause}"
        );
        buckets.create_bucket("b").unwrap();
        let cause = read(&json, &buckets).await.1.unwrap();
        assert_eq!(cause, "The specified key does not exist: s3://b/o");
        buckets.put_object("b", "o", "[1]").await.unwrap();
        for read_as in [&json, &get_object(of_type(InputType::Manifest))] {
            let version = ItemReader {
                request: value!({ "Bucket": "b", "Key": "o", "VersionId": "v1" }),
                ..read_as.clone()
            };
            let cause = read(&version, &buckets).await.1.unwrap();
            assert!(cause.contains("keeps no versions"), "{cause}");
        }
        let nothing = ItemReader {
            request: value!({ "Bucket": "b" }),
            ..json
        };
        let cause = read(&nothing, &buckets).await.1.unwrap();
        assert_eq!(cause, "the ItemReader's request has no string `Key`");
    });
}

#[test]
fn large_files_are_read_in_pieces() {
    let root = tempfile::tempdir().unwrap();
    let mut body = "number,text\n".to_owned();
    for number in 0..50_000 {
        body.push_str(&format!("{number},\"{number}, and more\"\n"));
    }
    run(async {
        let folder = Buckets::directory(root.path());
        folder.put_object("b", "o", body.clone()).await.unwrap();
        // A store that gives a few bytes at a time.
        let slow = ThrottledStore::new(InMemory::new(), ThrottleConfig::default());
        let slow = Buckets::default().with("b", Arc::new(slow));
        slow.put_object("b", "o", body).await.unwrap();
        for buckets in [folder, slow] {
            let (items, cause) = read(&get_object(csv()), &buckets).await;
            assert_eq!((items.len(), cause), (50_000, None));
            assert_eq!(
                items[49_999],
                value!({ "number": "49999", "text": "49999, and more" })
            );
        }
    });
}

/// The items of text that comes in these pieces, and the mistake behind them.
fn in_pieces<'p>(
    mut parser: impl Parser,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> (Vec<Value>, Option<ReadError>) {
    let mut items = Vec::new();
    for piece in pieces {
        if let Err(error) = parser.feed(piece, &mut items) {
            return (items, Some(error));
        }
    }
    let end = parser.end(&mut items);
    (items, end.err())
}

/// Whether it reads the same whole, byte by byte, and torn into two anywhere.
fn reads_the_same<P: Parser>(text: &[u8], parser: impl Fn() -> P) {
    let whole = in_pieces(parser(), [text]);
    assert_eq!(whole, in_pieces(parser(), text.chunks(1)));
    for middle in 0..=text.len() {
        let (left, right) = text.split_at(middle);
        assert_eq!(
            whole,
            in_pieces(parser(), [left, right]),
            "torn at {middle}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn csv_reads_the_same_however_it_is_torn(text in "[a-c,\"\n\ré ]{0,40}") {
        reads_the_same(text.as_bytes(), || super::csv::Csv::new(&csv()).unwrap());
    }

    #[test]
    fn json_reads_the_same_however_it_is_torn(text in "\\[[\\[\\]{}\",:1e\\\\ é]{0,40}") {
        reads_the_same(text.as_bytes(), || super::json::Json::new(None).unwrap());
    }

    #[test]
    fn json_within_json_reads_the_same_however_it_is_torn(
        items in proptest::collection::vec("[\"\\\\a\\[{ ]{0,5}", 0..4),
        before in "[\"\\\\a\\]}]{0,5}",
    ) {
        let text = value!({ before.clone(): [before.clone(), { "a": before }], "x": [{}, { "y": items }] });
        reads_the_same(text.to_string().as_bytes(), || super::json::Json::new(Some("/x/1/y")).unwrap());
        let (read, error) = in_pieces(super::json::Json::new(Some("/x/1/y")).unwrap(), [text.to_string().as_bytes()]);
        prop_assert_eq!((Value::array(read), error), (text["x"][1]["y"].clone(), None));
    }

    #[test]
    fn json_arrays_read_as_a_whole(text in "\\[([1-3a\"{}:,\\[\\] ]){0,20}\\]") {
        let (items, error) = in_pieces(super::json::Json::new(None).unwrap(), text.as_bytes().chunks(3));
        match Value::parse(&text) {
            Ok(whole) => prop_assert_eq!((Value::array(items), error), (whole, None)),
            Err(_) => prop_assert!(error.is_some(), "{}", text),
        }
    }

    #[test]
    fn json_lines_read_the_same_however_they_are_torn(text in "[1a\"{} \n\r]{0,30}") {
        reads_the_same(text.as_bytes(), super::jsonl::Jsonl::default);
    }
}
