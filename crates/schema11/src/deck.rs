//! Dicts of decks.

use ankid_types::{
    DayLimit, Deck, DeckCommon, DeckConfigId, DeckId, DeckKind, DeckName, FilteredDeck,
    FilteredSearchOrder, FilteredSearchTerm, NormalDeck, TimestampSecs, Usn,
};
use serde_json::{Map, Value, json};

use crate::loose::{Loose, decimals};
use crate::reader::Reader;
use crate::{Result, Schema11Error, other};

/// Keys that are never unknown ones, in whichever kind of deck they turn up.
const OWN_KEYS: [&str; 21] = [
    "id",
    "mod",
    "name",
    "usn",
    "lrnToday",
    "revToday",
    "newToday",
    "timeToday",
    "collapsed",
    "browserCollapsed",
    "desc",
    "md",
    "dyn",
    "conf",
    "extendNew",
    "extendRev",
    "reviewLimit",
    "newLimit",
    "reviewLimitToday",
    "newLimitToday",
    "desiredRetention",
];

/// Reads the dict of a deck. The name is taken as it is, its levels separated by `::`.
pub fn deck_from_dict(value: Value) -> Result<Deck> {
    let mut reader = Reader::new(value)?;
    let filtered = reader.take_any("dyn")?;
    let filtered = i32::read(&filtered)
        .map(|code| code == 1)
        .or_else(|| filtered.as_bool())
        .ok_or_else(|| reader.unexpected("dyn", "0 or 1", &filtered))?;
    let id = DeckId(reader.required("id")?);
    let modified = TimestampSecs(reader.optional("mod", 0)?);
    let name: String = reader.required("name")?;
    let usn = Usn(reader.required("usn")?);
    let mut common = read_common(&mut reader)?;
    let description = reader.optional("desc", String::new())?;
    let markdown_description = reader.optional("md", false)?;
    let kind = if filtered {
        DeckKind::Filtered(read_filtered(&mut reader)?)
    } else {
        DeckKind::Normal(NormalDeck {
            description,
            markdown_description,
            ..read_normal(&mut reader)?
        })
    };
    // Long obsolete, and not worth keeping as an unknown key.
    reader.take("return");
    common.other = reader.rest();
    Ok(Deck {
        id,
        name: DeckName::from_human(&name),
        modified,
        usn,
        common,
        kind,
    })
}

/// Prints the dict of a deck.
///
/// Fails if its unknown keys are no JSON object.
pub fn deck_to_dict(deck: &Deck) -> Result<Value> {
    let common = &deck.common;
    let (description, markdown) = match &deck.kind {
        DeckKind::Normal(normal) => (normal.description.as_str(), normal.markdown_description),
        DeckKind::Filtered(_) => ("", false),
    };
    // Stored without a sign, printed with one.
    let day = common.last_day_studied as i32;
    let mut dict = Map::new();
    extend(
        &mut dict,
        json!({
            "id": deck.id.0,
            "mod": deck.modified.0,
            "name": deck.name.human(),
            "usn": deck.usn.0,
            "lrnToday": [day, common.learning_studied],
            "revToday": [day, common.review_studied],
            "newToday": [day, common.new_studied],
            "timeToday": [day, common.milliseconds_studied],
            "collapsed": common.study_collapsed,
            "browserCollapsed": common.browser_collapsed,
            "desc": description,
        }),
    );
    if markdown {
        dict.insert("md".to_owned(), Value::Bool(true));
    }
    dict.insert("dyn".to_owned(), i32::from(deck.is_filtered()).into());
    let bag = other::from_bytes(&common.other, || format!("deck `{}`", deck.name))?;
    other::add_to(&mut dict, bag, &OWN_KEYS);
    let own = match &deck.kind {
        DeckKind::Normal(normal) => normal_to_dict(normal),
        DeckKind::Filtered(filtered) => filtered_to_dict(filtered),
    };
    extend(&mut dict, own);
    Ok(Value::Object(dict))
}

/// Reads what both kinds have. Counts of an earlier day than the newest are over, and read as 0.
fn read_common(reader: &mut Reader) -> Result<DeckCommon> {
    let learning = reader.required::<DayCount>("lrnToday")?;
    let review = reader.required::<DayCount>("revToday")?;
    let new = reader.required::<DayCount>("newToday")?;
    let time = reader.required::<DayCount>("timeToday")?;
    let day = time.day.max(new.day).max(review.day);
    Ok(DeckCommon {
        study_collapsed: reader.required("collapsed")?,
        browser_collapsed: reader.optional("browserCollapsed", false)?,
        // Stored without a sign; a day before the collection's first wraps round and back.
        last_day_studied: day as u32,
        new_studied: new.on(day),
        review_studied: review.on(day),
        learning_studied: learning.on(day),
        milliseconds_studied: time.count,
        other: Vec::new(),
    })
}

fn read_normal(reader: &mut Reader) -> Result<NormalDeck> {
    let percent: Option<u32> = reader.lenient("desiredRetention", None);
    Ok(NormalDeck {
        config_id: DeckConfigId(reader.required("conf")?),
        extend_new: reader.lenient("extendNew", 0i32).max(0).unsigned_abs(),
        extend_review: reader.lenient("extendRev", 0i32).max(0).unsigned_abs(),
        review_limit: reader.lenient("reviewLimit", None),
        new_limit: reader.lenient("newLimit", None),
        review_limit_today: reader.lenient("reviewLimitToday", None),
        new_limit_today: reader.lenient("newLimitToday", None),
        desired_retention: percent.map(|percent| percent as f32 / 100.0),
        ..NormalDeck::default()
    })
}

fn read_filtered(reader: &mut Reader) -> Result<FilteredDeck> {
    let terms = reader.items("terms")?.into_iter().enumerate();
    let search_terms = terms.map(read_term).collect::<Result<_>>()?;
    // Older clients insist on the key; nobody reads the value.
    reader.optional("separate", true)?;
    Ok(FilteredDeck {
        reschedule: reader.required("resched")?,
        search_terms,
        delays: reader.lenient("delays", Vec::new()),
        preview_delay: reader.optional("previewDelay", 0)?,
        preview_again_secs: reader.optional("previewAgainSecs", 0)?,
        preview_hard_secs: reader.optional("previewHardSecs", 0)?,
        preview_good_secs: reader.optional("previewGoodSecs", 0)?,
    })
}

fn read_term((index, term): (usize, Value)) -> Result<FilteredSearchTerm> {
    let key = || format!("terms.{index}");
    let read = || {
        let [search, limit, order] = term.as_array()?.as_slice() else {
            return None;
        };
        Some((String::read(search)?, i32::read(limit)?, i32::read(order)?))
    };
    let (search, limit, code) = read().ok_or_else(|| {
        Schema11Error::unexpected(key(), "a list of search, limit and order", &term)
    })?;
    let order = FilteredSearchOrder::from_code(code)
        .ok_or_else(|| Schema11Error::UnknownCode { key: key(), code })?;
    Ok(FilteredSearchTerm {
        search,
        limit: limit.max(0).unsigned_abs(),
        order,
    })
}

fn normal_to_dict(deck: &NormalDeck) -> Value {
    let percent = deck
        .desired_retention
        .map(|retention| (retention * 100.0).round() as u32);
    json!({
        "conf": deck.config_id.0,
        "extendNew": deck.extend_new,
        "extendRev": deck.extend_review,
        "reviewLimit": deck.review_limit,
        "newLimit": deck.new_limit,
        "reviewLimitToday": deck.review_limit_today.map(day_limit),
        "newLimitToday": deck.new_limit_today.map(day_limit),
        "desiredRetention": percent,
    })
}

fn filtered_to_dict(deck: &FilteredDeck) -> Value {
    let terms: Vec<Value> = deck
        .search_terms
        .iter()
        .map(|term| json!([term.search, term.limit, term.order.code()]))
        .collect();
    let delays = (!deck.delays.is_empty()).then(|| decimals(&deck.delays));
    json!({
        "resched": deck.reschedule,
        "terms": terms,
        "separate": true,
        "delays": delays,
        "previewDelay": deck.preview_delay,
        "previewAgainSecs": deck.preview_again_secs,
        "previewHardSecs": deck.preview_hard_secs,
        "previewGoodSecs": deck.preview_good_secs,
    })
}

/// A count and the day that it belongs to.
#[derive(Debug, Clone, Copy)]
struct DayCount {
    day: i32,
    count: i32,
}

impl DayCount {
    fn on(self, day: i32) -> i32 {
        if self.day == day { self.count } else { 0 }
    }
}

impl Loose for DayCount {
    const EXPECTED: &'static str = "a list of day and number";

    fn read(value: &Value) -> Option<Self> {
        let mut from_last = value.as_array()?.iter().rev();
        let mut number = || from_last.next().and_then(i32::read).unwrap_or(0);
        let count = number();
        let day = number();
        Some(Self { day, count })
    }
}

impl Loose for DayLimit {
    const EXPECTED: &'static str = "an object of limit and day";

    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            limit: u32::read(value.get("limit")?)?,
            today: u32::read(value.get("today")?)?,
        })
    }
}

fn day_limit(limit: DayLimit) -> Value {
    json!({ "limit": limit.limit, "today": limit.today })
}

fn extend(dict: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        dict.extend(more);
    }
}
