//! `.sync` integrations and `Credentials`.

use asl::history::{Event, HistoryEvent};
use asl::{TaskContext, TaskError, Value, value};

use crate::run_with_history;

asl::asl!("tests/machines/jobs.json");

struct Jobs;

impl jobs::Tasks for Jobs {
    async fn glue_start_job_run_sync(
        &self,
        input: jobs::GlueStartJobRunSyncInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        if input.job_name == value!("at once") {
            return Err(TaskError::new("Glue.Busy", "no room"));
        }
        cx.submitted(value!({ "JobRunId": "r1" }));
        cx.submitted("only the first answer counts");
        if input.job_name == value!("later") {
            return Err(TaskError::new("States.TaskFailed", "broken data"));
        }
        Ok(cx.credentials().cloned().unwrap_or_default())
    }

    async fn announce(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }
}

async fn run(fail: &str) -> (Value, Vec<HistoryEvent>) {
    let input = value!({ "team": "data", "fail": fail });
    let (output, history) = run_with_history(&jobs::Machine::new(Jobs), input).await;
    (output.unwrap(), history)
}

fn types(history: &[HistoryEvent]) -> Vec<String> {
    let types = history.iter().map(|event| event.event.event_type());
    let of_tasks = types.filter(|name| name.starts_with("Task") && !name.contains("State"));
    of_tasks.map(|name| name.into_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_job_is_submitted_and_then_done() {
    let (output, history) = run("").await;
    let role = "arn:aws:iam::123456789012:role/data";
    assert_eq!(output, value!({ "RoleArn": role }));
    let expected = [
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
    ];
    assert_eq!(types(&history), expected);
    let mut roles = Vec::new();
    for event in &history {
        match &event.event {
            Event::TaskScheduled(details) => {
                assert_eq!(
                    (&*details.resource_type, &*details.resource),
                    ("glue", "startJobRun.sync")
                );
                roles.push(details.task_credentials.clone().unwrap().role_arn);
            }
            Event::TaskSubmitted(details) => {
                assert_eq!(
                    details.output.as_ref().unwrap().0,
                    value!({ "JobRunId": "r1" })
                );
            }
            Event::LambdaFunctionScheduled(details) => {
                roles.push(details.task_credentials.clone().unwrap().role_arn);
            }
            _ => {}
        }
    }
    assert_eq!(roles, [role, "arn:aws:iam::123456789012:role/mail"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_fails_before_or_after_it_was_submitted() {
    let (_, history) = run("at once").await;
    assert_eq!(
        types(&history),
        ["TaskScheduled", "TaskStarted", "TaskFailed"]
    );
    let (_, history) = run("later").await;
    let expected = [
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskFailed",
    ];
    assert_eq!(types(&history), expected);
}
