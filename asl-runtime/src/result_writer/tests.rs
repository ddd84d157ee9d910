//! Tests of result writers.

use std::sync::Arc;

use object_store::local::LocalFileSystem;

use super::*;
use crate::store::ExecutionStatus;
use crate::timestamp::parse;
use crate::value;

const MAP_RUN: &str = "arn:aws:states:us-east-1:1:mapRun:Shop/Each:6db1";

fn writer(transformation: WriterTransformation, output_type: OutputType) -> ResultWriter {
    ResultWriter {
        request: value!({ "Bucket": "out", "Prefix": "jobs" }),
        output_type,
        transformation,
        to_objects: true,
    }
}

fn child(number: u32, status: ExecutionStatus, output: Option<Value>) -> ChildResult {
    let failed = status == ExecutionStatus::Failed;
    ChildResult {
        execution_arn: format!("arn:{number}"),
        name: number.to_string(),
        state_machine_arn: "arn:machine".to_owned(),
        input: value!({ "n": number }),
        output,
        status,
        start_date: parse("2026-11-21T10:00:00.5Z"),
        stop_date: parse("2026-11-21T10:00:01Z"),
        error: failed.then(|| "Broken".to_owned()),
        cause: failed.then(|| "\"no\"".to_owned()),
        redrive_count: 0,
    }
}

fn succeeded(number: u32, output: Value) -> ChildResult {
    child(number, ExecutionStatus::Succeeded, Some(output))
}

/// The files that these children's results are in, and the state's result.
async fn write(
    writer: &ResultWriter,
    children: impl IntoIterator<Item = ChildResult>,
    limit: u64,
) -> (Buckets, Value) {
    let buckets = Buckets::memory();
    buckets.create_bucket("out").unwrap();
    let mut files = ResultFiles::open_with(writer, &buckets, MAP_RUN, limit).unwrap();
    for child in children {
        files.add(child).await.unwrap();
    }
    let result = files.finish().await.unwrap();
    (buckets, result)
}

async fn file(buckets: &Buckets, name: &str) -> String {
    let bytes = buckets
        .get_object("out", &format!("jobs/6db1/{name}"))
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn results_go_to_the_file_of_their_status_and_the_manifest_lists_them() {
    let children = [
        succeeded(1, value!({ "sum": 3 })),
        child(2, ExecutionStatus::Failed, None),
        child(3, ExecutionStatus::TimedOut, None),
        child(4, ExecutionStatus::Aborted, None),
        child(5, ExecutionStatus::Running, None),
        succeeded(6, Value::NULL),
    ];
    let writer = writer(WriterTransformation::None, OutputType::Json);
    let (buckets, result) = write(&writer, children, u64::MAX).await;
    assert_eq!(
        result.to_string(),
        r#"{"MapRunArn":"arn:aws:states:us-east-1:1:mapRun:Shop/Each:6db1","ResultWriterDetails":{"Bucket":"out","Key":"jobs/6db1/manifest.json"}}"#
    );
    let texts = [
        file(&buckets, "SUCCEEDED_0.json").await,
        file(&buckets, "FAILED_0.json").await,
        file(&buckets, "PENDING_0.json").await,
    ];
    let [good, bad, pending] = &texts.each_ref().map(|text| Value::parse(text).unwrap());
    assert_eq!(
        good[0].to_string(),
        r#"{"ExecutionArn":"arn:1","Input":"{\"n\":1}","InputDetails":{"Included":true},"Name":"1","Output":"{\"sum\":3}","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"2026-11-21T10:00:00.500Z","StateMachineArn":"arn:machine","Status":"SUCCEEDED","StopDate":"2026-11-21T10:00:01.000Z"}"#
    );
    assert_eq!(good[1]["Output"], Value::from("null"));
    assert_eq!(
        bad[0].to_string(),
        r#"{"Cause":"\"no\"","Error":"Broken","ExecutionArn":"arn:2","Input":"{\"n\":2}","InputDetails":{"Included":true},"Name":"2","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate":"2026-11-21T10:00:00.500Z","StateMachineArn":"arn:machine","Status":"FAILED","StopDate":"2026-11-21T10:00:01.000Z"}"#
    );
    assert_eq!(bad[1]["Status"], Value::from("TIMED_OUT"));
    assert_eq!(bad[2]["Status"], Value::from("ABORTED"));
    let expected = r#"[{"Input":"{\"n\":5}","InputDetails":{"Included":true},"Status":"PENDING"}]"#;
    assert_eq!(pending.to_string(), expected);
    let [good, bad, pending] = texts.map(|text| text.len());
    assert_eq!(
        Value::parse(file(&buckets, "manifest.json").await).unwrap(),
        value!({
            "DestinationBucket": "out",
            "MapRunArn": MAP_RUN,
            "ResultFiles": {
                "FAILED": [{ "Key": "jobs/6db1/FAILED_0.json", "Size": bad }],
                "PENDING": [{ "Key": "jobs/6db1/PENDING_0.json", "Size": pending }],
                "SUCCEEDED": [{ "Key": "jobs/6db1/SUCCEEDED_0.json", "Size": good }],
            },
        })
    );
}

#[tokio::test]
async fn outputs_alone_are_written_as_they_are_or_flattened() {
    let children = || {
        [
            succeeded(1, value!([1, [2]])),
            succeeded(2, value!({ "a": "\n" })),
            succeeded(3, value!([])),
            child(4, ExecutionStatus::Failed, None),
        ]
    };
    let cases = [
        (
            WriterTransformation::Compact,
            OutputType::Json,
            "json",
            r#"[[1,[2]],{"a":"\n"},[]]"#,
        ),
        (
            WriterTransformation::Flatten,
            OutputType::Json,
            "json",
            r#"[1,[2],{"a":"\n"}]"#,
        ),
        (
            WriterTransformation::Compact,
            OutputType::Jsonl,
            "jsonl",
            "[1,[2]]\n{\"a\":\"\\n\"}\n[]\n",
        ),
        (
            WriterTransformation::Flatten,
            OutputType::Jsonl,
            "jsonl",
            "1\n[2]\n{\"a\":\"\\n\"}\n",
        ),
    ];
    for (transformation, output_type, ending, expected) in cases {
        let (buckets, _) = write(&writer(transformation, output_type), children(), u64::MAX).await;
        assert_eq!(
            file(&buckets, &format!("SUCCEEDED_0.{ending}")).await,
            expected
        );
        // What failed has no output: it is told of as a whole.
        assert!(
            file(&buckets, &format!("FAILED_0.{ending}"))
                .await
                .contains(r#""Error":"Broken""#)
        );
    }
}

#[tokio::test]
async fn without_results_there_is_a_manifest_alone() {
    let (buckets, _) = write(
        &writer(WriterTransformation::None, OutputType::Json),
        [],
        u64::MAX,
    )
    .await;
    let manifest = Value::parse(file(&buckets, "manifest.json").await).unwrap();
    assert_eq!(
        manifest["ResultFiles"],
        value!({ "FAILED": [], "PENDING": [], "SUCCEEDED": [] })
    );
    // An array without elements leaves nothing to write.
    let flatten = writer(WriterTransformation::Flatten, OutputType::Json);
    let (buckets, _) = write(&flatten, [succeeded(1, value!([]))], u64::MAX).await;
    let manifest = Value::parse(file(&buckets, "manifest.json").await).unwrap();
    assert_eq!(manifest["ResultFiles"]["SUCCEEDED"], value!([]));
}

#[tokio::test]
async fn files_are_split_and_each_is_whole() {
    let children = (0..10).map(|number| succeeded(number, Value::from("x".repeat(50))));
    let (buckets, _) = write(
        &writer(WriterTransformation::Compact, OutputType::Json),
        children,
        200,
    )
    .await;
    let manifest = Value::parse(file(&buckets, "manifest.json").await).unwrap();
    let listed = manifest["ResultFiles"]["SUCCEEDED"].as_array().unwrap();
    assert_eq!(listed.len(), 3);
    let mut count = 0;
    for (number, listed) in listed.iter().enumerate() {
        let text = file(&buckets, &format!("SUCCEEDED_{number}.json")).await;
        assert_eq!(listed["Size"], Value::from(text.len()));
        count += Value::parse(text).unwrap().as_array().unwrap().len();
    }
    assert_eq!(count, 10);
}

#[tokio::test]
async fn large_results_go_to_a_folder_in_parts_and_overwrite_what_was_there() {
    let root = tempfile::tempdir().unwrap();
    let store = LocalFileSystem::new_with_prefix(root.path()).unwrap();
    let buckets = Buckets::default().with("out", Arc::new(store));
    let writer = writer(WriterTransformation::Compact, OutputType::Jsonl);
    for (round, count) in [(1, 5), (2, 4000)] {
        let mut files = writer.open(&buckets, MAP_RUN).await.unwrap();
        for number in 0..count {
            let output = Value::from(format!("{round}{}", "x".repeat(5000)));
            files.add(succeeded(number, output)).await.unwrap();
        }
        files.finish().await.unwrap();
        let text = file(&buckets, "SUCCEEDED_0.jsonl").await;
        assert_eq!(text.lines().count(), count as usize);
        assert!(
            text.lines()
                .all(|line| line.starts_with(&format!("\"{round}x")))
        );
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_or_refuses_is_named() {
    let json = writer(WriterTransformation::None, OutputType::Json);
    let failure = json.open(&Buckets::memory(), MAP_RUN).await.err().unwrap();
    assert_eq!(failure.error(), Some("States.ResultWriterFailed"));
    assert!(
        failure
            .cause()
            .unwrap()
            .starts_with("The specified bucket does not exist: `out`")
    );
    let nothing = ResultWriter {
        request: value!({ "Prefix": "x" }),
        ..json.clone()
    };
    let failure = nothing
        .open(&Buckets::memory(), MAP_RUN)
        .await
        .err()
        .unwrap();
    assert_eq!(
        failure.cause(),
        Some("the ResultWriter's request has no string `Bucket`")
    );
    let outside = ResultWriter {
        request: value!({ "Bucket": "out", "Prefix": "../x" }),
        ..json.clone()
    };
    let buckets = Buckets::memory();
    buckets.create_bucket("out").unwrap();
    let failure = outside.open(&buckets, MAP_RUN).await.err().unwrap();
    assert!(
        failure
            .cause()
            .unwrap()
            .contains("cannot be read or written")
    );

    // A file stands where the folder should be.
    let root = tempfile::tempdir().unwrap();
    let buckets = Buckets::directory(root.path());
    buckets
        .put_object("out", "jobs", "in the way")
        .await
        .unwrap();
    let files = json.open(&buckets, MAP_RUN).await.unwrap();
    let failure = files.finish().await.err().unwrap();
    assert_eq!(failure.error(), Some("States.ResultWriterFailed"));
    assert!(
        failure
            .cause()
            .unwrap()
            .starts_with("s3://out/jobs/6db1/manifest.json: ")
    );
}
