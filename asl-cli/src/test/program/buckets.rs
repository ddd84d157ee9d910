/// The buckets of a case, with the objects that are put into them.
async fn buckets(setup: &[Value]) -> Result<Option<asl::Buckets>, String> {
    let buckets = asl::Buckets::memory();
    for call in setup {
        let text = |member: &str| call["params"][member].as_str().unwrap_or_default().to_owned();
        let bucket = text("Bucket");
        let done = match call["op"].as_str().unwrap_or_default() {
            "create_bucket" => buckets.create_bucket(&bucket),
            "put_object" => buckets.put_object(&bucket, &text("Key"), text("Body")).await,
            _ => continue,
        };
        done.map_err(|error| error.to_string())?;
    }
    Ok(Some(buckets))
}
