//! The sales: a CSV file of any size, the same one each time.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// So many rows are converted at once; `etl.json` says so too.
pub(crate) const BATCH: u64 = 100;

/// Every so many batches one is damaged as a whole: 0.5 % of all rows.
const DAMAGED: u64 = 200;

/// Every so many rows one has a price that is none.
const REJECTED: u64 = 997;

/// Writes the file, unless an earlier run has.
pub(crate) fn write(path: &Path, rows: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    // Under its name only when it is complete.
    let part = path.with_extension("part");
    let mut file = BufWriter::new(File::create(&part)?);
    writeln!(file, "id,sku,country,quantity,price,currency,sold_at")?;
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for id in 0..rows {
        let (sku, quantity, cents) = (
            random.below(5_000),
            1 + random.below(9),
            99 + random.below(99_900),
        );
        let country = ["DE", "FR", "GB", "US", "ES", "IT"][random.below(6) as usize];
        let currency = ["EUR", "USD", "GBP"][random.below(3) as usize];
        let (day, second) = (1 + random.below(28), random.below(86_400));
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let price = match (
            id / BATCH % DAMAGED == DAMAGED - 1,
            id % REJECTED == REJECTED - 1,
        ) {
            (false, false) => format!("{}.{:02}", cents / 100, cents % 100),
            (false, true) => "\"on request, see offer\"".to_owned(),
            (true, _) => "#REF!".to_owned(),
        };
        writeln!(
            file,
            "S{id:08},SKU-{sku:04},{country},{quantity},{price},{currency},2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )?;
    }
    file.into_inner()?.sync_all()?;
    fs::rename(part, path)
}

/// Numbers that look random, the same ones each time (xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
