//! Codes of what a Task calls, and for how long.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("invalid-resource", "a `Resource` does not name anything that can be called")
        .text(
            "A Task's `Resource` is a URI: the ARN of a function or an activity, the ARN of an integration \
             (`arn:aws:states:::sqs:sendMessage`) with a pattern that exists, a substitution (`${ReserveStock}`), or a \
             URI of your own (`task:reserve_stock`), after which the task's method is named.",
        )
        .example(
            r#"
"Reserve": { "Type": "Task", "Resource": "reserve_stock", "End": true }
"#,
            r#"
"Reserve": { "Type": "Task", "Resource": "task:reserve_stock", "End": true }
"#,
        )
        .origin(Origin::Specification("Task State")),
    Explanation::warning(
        "heartbeat-not-below-timeout",
        "`HeartbeatSeconds` is not smaller than `TimeoutSeconds`",
    )
    .text(
        "A heartbeat is to show sooner than the timeout that a task is dead. Where it has as much time as the task \
         itself, or more, the timeout always comes first.",
    )
    .example(
        r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSeconds": 60,
  "HeartbeatSeconds": 60,
  "End": true
}
"#,
        r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSeconds": 60,
  "HeartbeatSeconds": 10,
  "End": true
}
"#,
    )
    .origin(Origin::Specification("Task State")),
    Explanation::error("unknown-integration", "AWS has no integration of this name")
        .text(
            "Step Functions has optimized integrations of some services (`arn:aws:states:::sqs:sendMessage`), each with \
             a few actions, and one for every action of the AWS SDK (`arn:aws:states:::aws-sdk:sqs:receiveMessage`): \
             the service in lower case, the action in camel case. AWS refuses what it does not know.",
        )
        .example(
            r#"
"Look up": { "Type": "Task", "Resource": "arn:aws:states:::dynamodb:query", "End": true }
"#,
            r#"
"Look up": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:query", "End": true }
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("unsupported-pattern", "an integration cannot be called with this pattern")
        .text(
            "What stands at the end of a `Resource` says how the task ends: with `.sync` when the job does, with \
             `.waitForTaskToken` when the token comes back, otherwise with the answer to the call. Which of them an \
             integration supports depends on the action; integrations of the AWS SDK have no `.sync`.",
        )
        .example(
            r#"
"Send": {
  "Type": "Task",
  "Resource": "arn:aws:states:::sqs:sendMessage.sync",
  "Parameters": { "QueueUrl": "https://example.com/orders", "MessageBody.$": "$" },
  "End": true
}
"#,
            r#"
"Send": {
  "Type": "Task",
  "Resource": "arn:aws:states:::sqs:sendMessage",
  "Parameters": { "QueueUrl": "https://example.com/orders", "MessageBody.$": "$" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("missing-argument", "a call lacks what the service needs")
        .text(
            "Where `Parameters` or `Arguments` are written out, AWS looks for the fields that the service cannot do \
             without, such as the `FunctionName` of `lambda:invoke`, and refuses a definition that lacks one. In \
             JSONPath a field may also be computed: `FunctionName.$`.",
        )
        .example(
            r#"
"Invoke": {
  "Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke",
  "Parameters": { "Payload.$": "$" },
  "End": true
}
"#,
            r#"
"Invoke": {
  "Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke",
  "Parameters": { "FunctionName": "reserve-stock", "Payload.$": "$" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("not-in-express", "an Express workflow has what only Standard workflows can have")
        .text(
            "An Express workflow is over within five minutes and keeps no history, so nothing outside can be waited \
             for: it has no `.sync`, no `.waitForTaskToken`, no activities and no Distributed Map. That also holds for \
             the children of a Distributed Map whose `ExecutionType` is `EXPRESS`.",
        )
        .example(
            r#"
"Each": {
  "Type": "Map",
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" },
    "StartAt": "Build",
    "States": {
      "Build": {
        "Type": "Task",
        "Resource": "arn:aws:states:::codebuild:startBuild.sync",
        "Parameters": { "ProjectName": "shop" },
        "End": true
      }
    }
  },
  "End": true
}
"#,
            r#"
"Each": {
  "Type": "Map",
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "Build",
    "States": {
      "Build": {
        "Type": "Task",
        "Resource": "arn:aws:states:::codebuild:startBuild.sync",
        "Parameters": { "ProjectName": "shop" },
        "End": true
      }
    }
  },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning("task-token-not-passed", "a task waits for a token that it gives to no one")
        .text(
            "With `.waitForTaskToken` a task ends when someone sends its token back. The token is in the Context \
             Object, `$$.Task.Token` or `$states.context.Task.Token`, and has to be handed over with the call; \
             otherwise the task can only time out.",
        )
        .example(
            r#"
"Ask": {
  "Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
  "Parameters": { "FunctionName": "ask", "Payload.$": "$" },
  "End": true
}
"#,
            r#"
"Ask": {
  "Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
  "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token" } },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("unknown-argument", "a call of a service has a field that the service does not have")
        .text(
            "The fields of a call, in `Parameters` or `Arguments`, have the names that the service's API gives them, with a \
             capital at the beginning also where the SDK of a language writes `bucket`. AWS refuses other names when the \
             machine is created. What stands inside of the fields is not looked at.",
        )
        .example(
            r#"
"Read": {
  "Type": "Task",
  "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
  "Parameters": { "bucket": "orders", "Key.$": "$.key" },
  "End": true
}
"#,
            r#"
"Read": {
  "Type": "Task",
  "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
  "Parameters": { "Bucket": "orders", "Key.$": "$.key" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning("task-names-collide", "two functions become one method in Rust")
        .text(
            "Each function that the Tasks call is a method, named after it in Rust's case: `ChargeCard` and `charge-card` \
             both become `charge_card`. All states that name either call this one method. Where they are two functions, \
             rename one of them.",
        )
        .example(
            r#"
"Reserve": { "Type": "Task", "Resource": "task:ChargeCard", "Next": "Charge" },
"Charge": { "Type": "Task", "Resource": "task:charge-card", "End": true }
"#,
            r#"
"Reserve": { "Type": "Task", "Resource": "task:ReserveStock", "Next": "Charge" },
"Charge": { "Type": "Task", "Resource": "task:charge-card", "End": true }
"#,
        ),
    Explanation::warning("field-names-collide", "two fields of a task's input have one name in Rust")
        .text(
            "The input of a task is a struct whose fields have the names of the definition in Rust's case: `userId` and \
             `user_id` both become `user_id`. The second one gets a number at its end, which says nothing to who reads the \
             code, and moves to the other field when their order changes.",
        )
        .example(
            r#"
"Greet": {
  "Type": "Task",
  "Resource": "task:greet",
  "Parameters": { "userId.$": "$.id", "user_id.$": "$.old_id" },
  "End": true
}
"#,
            r#"
"Greet": {
  "Type": "Task",
  "Resource": "task:greet",
  "Parameters": { "userId.$": "$.id", "oldUserId.$": "$.old_id" },
  "End": true
}
"#,
        ),
];
