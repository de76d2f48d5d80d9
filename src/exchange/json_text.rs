//! A reader of JSON that keeps what a map of values cannot: the places where a property stands twice.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Most places that are kept of one text.
const MOST_PLACES: usize = 50;

/// JSON as it was read.
#[derive(Debug, PartialEq)]
pub struct JsonText {
    /// The value; of a property that stands twice the last one.
    pub value: Value,
    /// JSON Pointers of the properties that stand twice or more often in their object, in order; the first 50.
    pub doubled: Vec<String>,
}

impl JsonText {
    /// Reads a text that is one JSON value.
    ///
    /// # Errors
    ///
    /// It is not JSON, or is JSON that the parser cannot take.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let doubled = RefCell::default();
        let mut parser = serde_json::Deserializer::from_str(text);
        let value = Reader { doubled: &doubled }.deserialize(&mut parser)?;
        parser.end()?;
        Ok(Self {
            value,
            doubled: doubled.into_inner(),
        })
    }
}

/// Reads one value, and notes in it what is doubled.
#[derive(Clone, Copy)]
struct Reader<'p> {
    /// Pointers from the value that is being read.
    doubled: &'p RefCell<Vec<String>>,
}

impl Reader<'_> {
    fn count(self) -> usize {
        self.doubled.borrow().len()
    }

    /// Puts the way to a value before the places that were noted within it.
    fn lead_to(self, within: usize, segment: impl FnOnce() -> String) {
        let mut places = self.doubled.borrow_mut();
        if let Some(places) = places.get_mut(within..).filter(|places| !places.is_empty()) {
            let segment = segment();
            for place in places {
                *place = format!("/{segment}{place}");
            }
        }
    }

    fn note(self, name: &str) {
        let place = format!("/{}", escaped(name));
        let mut places = self.doubled.borrow_mut();
        if places.len() < MOST_PLACES && !places.contains(&place) {
            places.push(place);
        }
    }
}

/// A name as a JSON Pointer has it.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<Value, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        let number = Number::from_f64(number).ok_or_else(|| E::custom("number out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let mut within = self.count();
        while let Some(item) = items.next_element_seed(self)? {
            self.lead_to(within, || list.len().to_string());
            within = self.count();
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut own = Vec::new();
        let mut within = self.count();
        while let Some(name) = properties.next_key::<Cow<'de, str>>()? {
            let value = properties.next_value_seed(self)?;
            self.lead_to(within, || escaped(&name));
            within = self.count();
            let name = name.into_owned();
            if object.contains_key(&name) {
                own.push(name.clone());
            }
            object.insert(name, value);
        }
        for name in own {
            self.note(&name);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn doubled(text: &str) -> Vec<String> {
        JsonText::read(text).unwrap().doubled
    }

    #[test]
    fn a_property_that_stands_twice_is_found_wherever_it_is() {
        assert_eq!(doubled(r#"{"a":1,"b":[{"a":1},{"a":2}]}"#), [""; 0]);
        assert_eq!(doubled(r#"{"a":1,"a":1,"a":2}"#), ["/a"]);
        assert_eq!(
            doubled(r#"{"a":[0,{"b":1,"c/d":2,"c/d":3}],"e":{"f":{},"\u0066":1}}"#),
            ["/a/1/c~1d", "/e/f"]
        );
        assert_eq!(doubled(r#"[[{"a":{"b":1,"b":2},"a":{}}]]"#), ["/0/0/a/b", "/0/0/a"]);
        let many = format!("[{}]", vec![r#"{"a":1,"a":1}"#; 1000].join(","));
        assert_eq!(doubled(&many).len(), MOST_PLACES);
    }

    #[test]
    fn all_else_is_read_as_usual() {
        for text in [
            r#"{"a":[1,-1,1.5,1e3,-0,0.1,18446744073709551615,12345678901234567890123],"b":null,"c":true,"d":"\u00e9\n"}"#,
            "[]",
            "{}",
            "3",
        ] {
            assert_eq!(
                JsonText::read(text).unwrap().value,
                serde_json::from_str::<Value>(text).unwrap()
            );
        }
        assert_eq!(JsonText::read(r#"{"a":1,"a":2}"#).unwrap().value, json!({ "a": 2 }));
        for text in ["", "{", "[1,]", "{}{}", "1e400", &"[".repeat(200)] {
            let expected = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert_eq!(JsonText::read(text).unwrap_err().to_string(), expected);
        }
    }
}
