//! The objects of a bucket, in the order of their keys.

use futures_util::stream::{self, BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};
use std::sync::Arc;

use super::failed;
use super::object::Chunks;
use crate::buckets::Bucket;
use crate::error::Failure;
use crate::value::{Map, Value};

/// So many descriptions are given out at once.
const PAGE: usize = 1000;

/// The objects whose keys begin so.
pub(super) type Objects = BoxStream<'static, Result<ObjectMeta, Failure>>;

/// Lists the objects whose keys begin with this prefix.
///
/// Stores list a folder: of a prefix that ends within a name all that is in the folder is listed, and left out here.
pub(super) fn objects(bucket: &Bucket, prefix: &str) -> Result<Objects, Failure> {
    let folder = match prefix.rfind('/') {
        None => None,
        Some(end) => Some(match Path::parse(&prefix[..end]) {
            Ok(path) => path,
            Err(error) => {
                return Err(failed(format!(
                    "the Prefix `{prefix}` cannot be listed: {error}"
                )));
            }
        }),
    };
    let bucket_name = bucket.name.clone();
    let refused = move |error: object_store::Error| {
        failed(format!(
            "the objects of the bucket `{bucket_name}` cannot be listed: {error}"
        ))
    };
    let prefix = prefix.to_owned();
    let objects = match bucket.unordered {
        true => walk(bucket.store.clone(), folder, prefix.clone()),
        false => bucket.store.list(folder.as_ref()),
    };
    let wanted = objects.filter_map(move |object| {
        let wanted = match &object {
            Ok(object) => object.location.as_ref().starts_with(&prefix),
            Err(_) => true,
        };
        std::future::ready(wanted.then_some(object))
    });
    Ok(wanted.map(move |object| object.map_err(&refused)).boxed())
}

/// Descriptions of objects as items.
pub(super) fn items(objects: Objects) -> Chunks {
    let pages = objects
        .map(|object| object.map(description))
        .ready_chunks(PAGE);
    let pages = pages.flat_map(|page| {
        // What came before a mistake is given out before it.
        let mut items = Vec::new();
        let mut out = Vec::new();
        for item in page {
            match item {
                Ok(item) => items.push(item),
                Err(failure) => {
                    out.push(Ok(std::mem::take(&mut items)));
                    out.push(Err(failure));
                }
            }
        }
        out.push(Ok(items));
        stream::iter(out)
    });
    pages.boxed()
}

/// What AWS tells of an object, in its order.
fn description(object: ObjectMeta) -> Value {
    let etag = object.e_tag.unwrap_or_default();
    let etag = match etag.contains('"') {
        true => etag,
        false => format!("\"{etag}\""),
    };
    let mut item = Map::with_capacity(5);
    item.insert("Etag", etag);
    item.insert("Key", object.location.as_ref());
    // Seconds since 1970, as AWS writes them: a number with a fraction.
    item.insert("LastModified", object.last_modified.timestamp() as f64);
    item.insert("Size", object.size);
    // No store tells it when it lists; S3's own default.
    item.insert("StorageClass", "STANDARD");
    item.into()
}

/// One entry of a folder.
enum Entry {
    Object(ObjectMeta),
    Folder(Path),
}

/// Lists folder by folder, each sorted, where the store itself keeps no order.
fn walk(
    store: Arc<dyn ObjectStore>,
    folder: Option<Path>,
    prefix: String,
) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
    /// Where it is: the rest of each folder on the way, the next entry last.
    struct Walk {
        store: Arc<dyn ObjectStore>,
        prefix: String,
        rest: Vec<Vec<Entry>>,
        start: Option<Option<Path>>,
    }

    impl Walk {
        async fn open(&mut self, folder: Option<&Path>) -> object_store::Result<()> {
            let listed = self.store.list_with_delimiter(folder).await?;
            let mut entries: Vec<(String, Entry)> = Vec::new();
            for object in listed.objects {
                entries.push((object.location.to_string(), Entry::Object(object)));
            }
            for folder in listed.common_prefixes {
                // With its slash it has its place among the keys of the objects beside it.
                let name = format!("{folder}/");
                if name.starts_with(&self.prefix) || self.prefix.starts_with(&name) {
                    entries.push((name, Entry::Folder(folder)));
                }
            }
            entries.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
            self.rest
                .push(entries.into_iter().map(|(_, entry)| entry).collect());
            Ok(())
        }

        async fn next(&mut self) -> object_store::Result<Option<ObjectMeta>> {
            if let Some(folder) = self.start.take() {
                self.open(folder.as_ref()).await?;
            }
            while let Some(entries) = self.rest.last_mut() {
                match entries.pop() {
                    Some(Entry::Object(object)) => return Ok(Some(object)),
                    Some(Entry::Folder(folder)) => self.open(Some(&folder)).await?,
                    None => drop(self.rest.pop()),
                }
            }
            Ok(None)
        }
    }

    let walk = Walk {
        store,
        prefix,
        rest: Vec::new(),
        start: Some(folder),
    };
    stream::try_unfold(walk, |mut walk| async move {
        let next = walk.next().await?;
        Ok(next.map(|object| (object, walk)))
    })
    .boxed()
}
