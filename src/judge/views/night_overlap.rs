//! Entries of one push that speak of the same nights.

use jiff::civil::Date;

use super::row::Row;

/// Two entries that speak of the same nights.
#[derive(Clone, Copy, Debug)]
pub struct NightOverlap<'e> {
    /// The later of the two.
    pub row: Row<'e>,
    /// The position of the other.
    pub earlier: usize,
    /// The first and the last of the nights.
    pub nights: (Date, Date),
}

/// Every entry that speaks of nights which others speak of, among those of one pair or category.
pub fn overlaps_of<'e>(mut rows: Vec<(Date, Date, Row<'e>)>) -> Vec<NightOverlap<'e>> {
    rows.sort_by_key(|(from, to, row)| (*from, *to, row.index));
    let mut overlaps = Vec::new();
    let mut reaching: Option<(Date, Row<'e>)> = None;
    for (from, to, row) in rows {
        if let Some((last, other)) = reaching
            && from <= last
        {
            let (earlier, later) = if other.index < row.index {
                (other, row)
            } else {
                (row, other)
            };
            overlaps.push(NightOverlap {
                row: later,
                earlier: earlier.index,
                nights: (from, to.min(last)),
            });
        }
        if reaching.is_none_or(|(last, _)| to > last) {
            reaching = Some((to, row));
        }
    }
    overlaps
}
