//! The intrinsic functions, each called from a template.

use asl::{Value, value};

use crate::{NoTasks, run};

asl::asl!("tests/machines/intrinsics.json");

impl intrinsics::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn every_function_can_be_called() {
    let input = value!({
        "name": "Ada",
        "flag": true,
        "number": 6,
        "json": "{\"a\": [1, 2]}",
        "object": { "a": 1, "b": 2 },
        "list": [3, 1, 3, 2, 1]
    });
    let mut output = run(&intrinsics::Machine::new(NoTasks), input)
        .await
        .unwrap();
    let members = output.as_object_mut().unwrap();
    let uuid = members.remove("UUID").unwrap();
    assert_eq!(uuid.as_str().map(str::len), Some(36), "{uuid}");
    let expected = value!({
        "Format": "1 of Ada: true, 'quoted' {}",
        "StringToJson": { "a": [1, 2] },
        "JsonToString": "{\"a\":1,\"b\":2}",
        "Array": [1, "Ada", null, true, -2.5],
        "ArrayPartition": [[3, 1], [3, 2], [1]],
        "ArrayContains": true,
        "ArrayRange": [1, 5, 9],
        "ArrayGetItem": 1,
        "ArrayLength": 5,
        "ArrayUnique": [3, 1, 2],
        "Base64Encode": "QWRh",
        "Base64Decode": "Ada",
        "Hash": "99a563ab2f6e21e96998f9fddd2a2bab82b70ac019579502b8d7fc0032ff62bb",
        "JsonMerge": { "a": 1, "b": 3, "c": 4 },
        "MathRandom": 5,
        "MathAdd": 5,
        "StringSplit": ["a", "b", "c"],
        "nested": 4
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(members.get(name).unwrap_or(&Value::NULL), value, "{name}");
    }
    assert_eq!(members.len(), expected.as_object().unwrap().len());
}
