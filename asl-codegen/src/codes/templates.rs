//! Codes of templates of CloudFormation and SAM.

use super::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("no-machine", "the template holds no state machine")
        .text(
            "A file with `Resources` at the top is read as a template, and the machines in it are its resources of type \
             `AWS::StepFunctions::StateMachine` and `AWS::Serverless::StateMachine`. There is none: most likely it is \
             another template that was meant, or the type is misspelt.",
        )
        .example(
            r#"
Resources:
  Order:
    Type: AWS::StepFunctions::Activity
    Properties: { Name: order }
"#,
            r#"
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Done
        States:
          Done: { Type: Succeed }
"#,
        ),
    Explanation::error("machine-not-named", "the template holds several state machines")
        .text(
            "`asl!`, build scripts, `cargo asl expand` and `cargo asl graph` take one machine. Where a template holds more \
             than one, its logical id follows the path: `template.yaml#OrderMachine`. `cargo asl check` without it \
             checks all of them.",
        )
        .example(
            r#"
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: Done, States: { Done: { Type: Succeed } } }
  Refund:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: Done, States: { Done: { Type: Succeed } } }
"#,
            r#"
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: Done, States: { Done: { Type: Succeed } } }
"#,
        ),
    Explanation::error("unknown-machine", "there is no state machine of this name").text(
        "What follows `#` in `template.yaml#OrderMachine` is the logical id of a resource in the template: the key below \
         `Resources`, not the machine's `StateMachineName`. The resource has to be a state machine, and the file a template. \
         The help has the machines that there are.",
    ),
    Explanation::error("definition-elsewhere", "the machine's definition is not in the template")
        .text(
            "A definition is read where it is written: in `Definition` or `DefinitionString`, or in the local file that \
             `DefinitionUri` names. What is in an S3 bucket, comes from a parameter or is included when the template \
             is deployed cannot be compiled. Name the definition's file in its place, or write the definition there.",
        )
        .example(
            r#"
Resources:
  Order:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionS3Location: { Bucket: definitions, Key: order.json }
"#,
            r#"
Resources:
  Order:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: |
        { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }
"#,
        ),
    Explanation::error("unsupported-function", "an intrinsic function that cannot be compiled")
        .text(
            "`Ref`, `Fn::GetAtt`, `Fn::ImportValue` and `Fn::FindInMap` stand for substitutions (`${Name}`), `Fn::Sub` and \
             `Fn::Join` for texts with them. What other functions give is known when the template is deployed, and they \
             say no name for it. `cargo asl check` accepts them; to compile, give it one in `DefinitionSubstitutions`: the function stands there, and `${Name}` in \
             the definition.",
        )
        .example(
            r#"
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Notify
        States:
          Notify:
            Type: Task
            Resource: arn:aws:states:::sns:publish
            Parameters: { TopicArn: !If [IsTest, !Ref TestTopic, !Ref Topic], Message: Done }
            End: true
"#,
            r#"
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions:
        TopicArn: !If [IsTest, !Ref TestTopic, !Ref Topic]
      Definition:
        StartAt: Notify
        States:
          Notify:
            Type: Task
            Resource: arn:aws:states:::sns:publish
            Parameters: { TopicArn: "${TopicArn}", Message: Done }
            End: true
"#,
        ),
];
