//! The optimized integrations of Step Functions: services, actions, patterns, and what each call must be given.

use super::resource::Pattern;

/// An action of a service that Step Functions integrates.
pub(super) struct Action {
    /// Such as `putItem`.
    pub(super) name: &'static str,
    patterns: &'static [Pattern],
    /// Fields of the call without which AWS refuses the definition.
    pub(super) required: &'static [&'static str],
    /// Other fields, as far as they are known.
    pub(super) optional: &'static [&'static str],
}

impl Action {
    /// Whether it can be called so.
    pub(super) fn supports(&self, pattern: Pattern) -> bool {
        self.patterns.contains(&pattern)
    }

    /// How it can be called, as a `Resource` has it at its end.
    pub(super) fn patterns(&self) -> Vec<&'static str> {
        self.patterns.iter().map(|pattern| pattern.name()).collect()
    }
}

/// The actions of a service.
pub(super) fn actions(service: &str) -> Option<&'static [Action]> {
    let found = SERVICES.iter().find(|(name, _)| *name == service);
    found.map(|(_, actions)| *actions)
}

/// The names of all services.
pub(super) fn services() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|(name, _)| *name)
}

/// What services of the AWS SDK are called in a `Resource`, where another name comes to mind first.
pub(super) fn sdk_name(service: &str) -> Option<&'static str> {
    let service = service.to_ascii_lowercase().replace(['-', '_', ' '], "");
    let known = ALIASES.iter().find(|(alias, _)| *alias == service);
    known.map(|(_, name)| *name)
}

const ALIASES: &[(&str, &str)] = &[
    ("apigatewaymanagement", "apigatewaymanagementapi"),
    ("ce", "costexplorer"),
    ("cloudwatchevents", "eventbridge"),
    ("cognito", "cognitoidentityprovider"),
    ("cognitoidp", "cognitoidentityprovider"),
    ("dms", "databasemigration"),
    ("ddb", "dynamodb"),
    ("elasticmapreduce", "emr"),
    ("email", "ses"),
    ("events", "eventbridge"),
    ("logs", "cloudwatchlogs"),
    ("monitoring", "cloudwatch"),
    ("states", "sfn"),
    ("stepfunctions", "sfn"),
];

const CALL: &[Pattern] = &[Pattern::RequestResponse];
const JOB: &[Pattern] = &[Pattern::RequestResponse, Pattern::Sync];
const TOKEN: &[Pattern] = &[Pattern::RequestResponse, Pattern::WaitForTaskToken];
const ALL: &[Pattern] = &[
    Pattern::RequestResponse,
    Pattern::Sync,
    Pattern::WaitForTaskToken,
];
const MACHINE: &[Pattern] = &[
    Pattern::RequestResponse,
    Pattern::Sync,
    Pattern::SyncJson,
    Pattern::WaitForTaskToken,
];

const fn action(name: &'static str, patterns: &'static [Pattern]) -> Action {
    needs(name, patterns, &[])
}

const fn needs(
    name: &'static str,
    patterns: &'static [Pattern],
    required: &'static [&'static str],
) -> Action {
    Action {
        name,
        patterns,
        required,
        optional: &[],
    }
}

impl Action {
    const fn may_have(mut self, optional: &'static [&'static str]) -> Self {
        self.optional = optional;
        self
    }
}

const LAMBDA: &[&str] = &[
    "ClientContext",
    "InvocationType",
    "LogType",
    "Payload",
    "Qualifier",
];
const MESSAGE: &[&str] = &[
    "MessageAttribute",
    "MessageAttributes",
    "MessageDeduplicationId",
    "MessageGroupId",
    "DelaySeconds",
    "MessageSystemAttributes",
];
const TOPIC: &[&str] = &[
    "MessageAttributes",
    "MessageDeduplicationId",
    "MessageGroupId",
    "MessageStructure",
    "PhoneNumber",
    "Subject",
    "TargetArn",
    "TopicArn",
];
const ITEM: &[&str] = &[
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionalOperator",
    "ConditionExpression",
    "ConsistentRead",
    "Expected",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ProjectionExpression",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
    "ReturnValues",
    "ReturnValuesOnConditionCheckFailure",
    "UpdateExpression",
];
const REQUEST: &[&str] = &[
    "AllowNullValues",
    "Authentication",
    "AuthType",
    "Headers",
    "InvocationConfig",
    "Path",
    "QueryParameters",
    "RequestBody",
    "Stage",
    "Transform",
];
const EXECUTION: &[&str] = &["Input", "Name", "TraceHeader"];

const SERVICES: &[(&str, &[Action])] = &[
    (
        "apigateway",
        &[needs("invoke", TOKEN, &["ApiEndpoint", "Method"]).may_have(REQUEST)],
    ),
    (
        "athena",
        &[
            needs("startQueryExecution", JOB, &["QueryString"]),
            action("stopQueryExecution", CALL),
            action("getQueryExecution", CALL),
            action("getQueryResults", CALL),
        ],
    ),
    (
        "batch",
        &[needs(
            "submitJob",
            JOB,
            &["JobDefinition", "JobName", "JobQueue"],
        )],
    ),
    (
        "bedrock",
        &[
            needs("invokeModel", TOKEN, &["ModelId"]),
            action("createModelCustomizationJob", JOB),
        ],
    ),
    (
        "codebuild",
        &[
            needs("startBuild", JOB, &["ProjectName"]),
            action("stopBuild", CALL),
            action("batchDeleteBuilds", CALL),
            action("batchGetReports", CALL),
            action("startBuildBatch", JOB),
            action("stopBuildBatch", CALL),
            action("retryBuildBatch", JOB),
            action("deleteBuildBatch", CALL),
        ],
    ),
    ("databrew", &[action("startJobRun", JOB)]),
    (
        "dynamodb",
        &[
            needs("getItem", CALL, &["TableName", "Key"]).may_have(ITEM),
            needs("putItem", CALL, &["TableName", "Item"]).may_have(ITEM),
            needs("updateItem", CALL, &["TableName", "Key"]).may_have(ITEM),
            needs("deleteItem", CALL, &["TableName", "Key"]).may_have(ITEM),
        ],
    ),
    ("ecs", &[needs("runTask", ALL, &["TaskDefinition"])]),
    (
        "eks",
        &[
            action("call", CALL),
            action("runJob", JOB),
            action("createCluster", JOB),
            action("deleteCluster", JOB),
            action("createFargateProfile", JOB),
            action("deleteFargateProfile", JOB),
            action("createNodegroup", JOB),
            action("deleteNodegroup", JOB),
        ],
    ),
    (
        "elasticmapreduce",
        &[
            action("createCluster", JOB),
            action("terminateCluster", JOB),
            action("addStep", JOB),
            action("cancelStep", CALL),
            action("setClusterTerminationProtection", CALL),
            action("modifyInstanceFleetByName", CALL),
            action("modifyInstanceGroupByName", CALL),
        ],
    ),
    (
        "emr-containers",
        &[
            action("createVirtualCluster", CALL),
            action("deleteVirtualCluster", JOB),
            action("startJobRun", JOB),
        ],
    ),
    (
        "emr-serverless",
        &[
            action("createApplication", JOB),
            action("startApplication", JOB),
            action("stopApplication", JOB),
            action("deleteApplication", JOB),
            action("startJobRun", JOB),
            action("cancelJobRun", JOB),
        ],
    ),
    ("events", &[needs("putEvents", TOKEN, &["Entries"])]),
    ("glue", &[needs("startJobRun", JOB, &["JobName"])]),
    (
        "http",
        &[needs("invoke", TOKEN, &["ApiEndpoint", "Method"]).may_have(REQUEST)],
    ),
    (
        "lambda",
        &[needs("invoke", TOKEN, &["FunctionName"]).may_have(LAMBDA)],
    ),
    ("mediaconvert", &[action("createJob", JOB)]),
    (
        "sagemaker",
        &[
            action("createEndpoint", CALL),
            action("createEndpointConfig", CALL),
            action("createHyperParameterTuningJob", JOB),
            action("createLabelingJob", JOB),
            action("createModel", CALL),
            action("createProcessingJob", JOB),
            action("createTrainingJob", JOB),
            action("createTransformJob", JOB),
            action("updateEndpoint", CALL),
        ],
    ),
    (
        "sns",
        &[needs("publish", TOKEN, &["Message"]).may_have(TOPIC)],
    ),
    (
        "sqs",
        &[needs("sendMessage", TOKEN, &["QueueUrl", "MessageBody"]).may_have(MESSAGE)],
    ),
    (
        "states",
        &[needs("startExecution", MACHINE, &["StateMachineArn"]).may_have(EXECUTION)],
    ),
];
