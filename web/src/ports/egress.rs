//! The record of what the page exchanges with servers: with whom, why, when and how much. Pure, and stored as JSON.

use serde::{Deserialize, Serialize};

/// Why a server is contacted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// For the list of its models.
    ModelList,
    /// For what it reports about a model.
    ModelFacts,
    /// For an answer: the request holds the conversation.
    Answer,
    /// For something that the record has not been told: a picture that the user loads, or a script that is not the
    /// page's own.
    Other,
}

/// What was exchanged with one origin. Times are in milliseconds since 1970, sizes in bytes of bodies without headers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Contact {
    pub origin: String,
    /// In the order in which they first occurred.
    pub purposes: Vec<Purpose>,
    pub first_at: u64,
    pub last_at: u64,
    pub requests: u64,
    pub sent: u64,
    pub received: u64,
    /// Requests that the page's policy has refused, so that nothing was sent.
    pub refused: u64,
}

/// The contacts, in the order in which they began.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct EgressRecord {
    contacts: Vec<Contact>,
}

impl EgressRecord {
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    /// Notes a request with a body of `bytes` bytes.
    pub fn note_request(&mut self, origin: &str, purpose: Purpose, bytes: u64, now: u64) {
        let contact = self.contact(origin, now);
        contact.requests += 1;
        contact.sent += bytes;
        if !contact.purposes.contains(&purpose) {
            contact.purposes.push(purpose);
        }
    }

    /// Notes a part of a response.
    pub fn note_received(&mut self, origin: &str, bytes: u64, now: u64) {
        self.contact(origin, now).received += bytes;
    }

    /// Notes a request that the policy has refused.
    pub fn note_refused(&mut self, origin: &str, now: u64) {
        self.contact(origin, now).refused += 1;
    }

    fn contact(&mut self, origin: &str, now: u64) -> &mut Contact {
        let place = self.contacts.iter().position(|contact| contact.origin == origin).unwrap_or_else(|| {
            self.contacts.push(Contact {
                origin: origin.to_owned(),
                purposes: Vec::new(),
                first_at: now,
                last_at: now,
                requests: 0,
                sent: 0,
                received: 0,
                refused: 0,
            });
            self.contacts.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the place was just found or filled")]
        let contact = &mut self.contacts[place];
        contact.last_at = now;
        contact
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_exchanged_with_an_origin_adds_up() {
        let mut record = EgressRecord::default();
        record.note_request("http://a", Purpose::ModelList, 0, 10);
        record.note_received("http://a", 40, 11);
        record.note_refused("http://b", 12);
        record.note_request("http://a", Purpose::Answer, 100, 13);
        record.note_received("http://a", 1, 14);
        record.note_received("http://a", 2, 15);
        record.note_request("http://a", Purpose::Answer, 5, 16);
        let a = Contact {
            origin: "http://a".into(),
            purposes: vec![Purpose::ModelList, Purpose::Answer],
            first_at: 10,
            last_at: 16,
            requests: 3,
            sent: 105,
            received: 43,
            refused: 0,
        };
        let b = Contact {
            origin: "http://b".into(),
            purposes: Vec::new(),
            first_at: 12,
            last_at: 12,
            requests: 0,
            sent: 0,
            received: 0,
            refused: 1,
        };
        assert_eq!(record.contacts(), [a, b]);
    }

    #[wasm_bindgen_test]
    fn the_record_survives_a_reload_as_text() {
        let mut record = EgressRecord::default();
        record.note_request("http://a", Purpose::Other, 7, 1);
        let text = serde_json::to_string(&record).expect("plain data");
        assert_eq!(
            text,
            r#"[{"origin":"http://a","purposes":["other"],"first_at":1,"last_at":1,"requests":1,"sent":7,"received":0,"refused":0}]"#
        );
        assert_eq!(serde_json::from_str::<EgressRecord>(&text).expect("as it was written"), record);
    }
}
