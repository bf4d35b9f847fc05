//! Which web pages may use the server: the add-on's rules on the `Origin` header.

use crate::settings::OriginLists;

/// What the rules say about one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) allowed: bool,
    /// The value of `Access-Control-Allow-Origin` in the reply.
    pub(crate) reply_origin: String,
}

/// Judges a request by its `Origin` header. Programs send none and are allowed.
///
/// Cards on the page are of no origin, as local files and sandboxed frames are: their browser says `null`. The entry
/// `*` stands for programs that say so, but not for browsers; for these `null` must be listed itself.
pub(crate) fn judge(lists: &OriginLists, origin: Option<&[u8]>, by_browser: bool) -> Judgement {
    let may_be_card = by_browser && origin == Some(b"null") && !lists.lists("null");
    if lists.allows_all() && !may_be_card {
        return Judgement {
            allowed: true,
            reply_origin: "*".to_owned(),
        };
    }
    let localhost = || "http://localhost".to_owned();
    match origin.map(std::str::from_utf8) {
        None => Judgement {
            allowed: true,
            reply_origin: localhost(),
        },
        Some(Ok(origin)) if !may_be_card && lists.allows(origin) => Judgement {
            allowed: true,
            reply_origin: origin.to_owned(),
        },
        Some(_) => Judgement {
            allowed: false,
            reply_origin: localhost(),
        },
    }
}

impl OriginLists {
    /// Whether every page is allowed.
    pub(crate) fn allows_all(&self) -> bool {
        self.lists("*")
    }

    /// Whether `origin` may use the server.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        self.reason(origin).is_some()
    }

    /// The entry that allows `origin`, if one does.
    pub(crate) fn reason<'o>(&self, origin: &'o str) -> Option<&'o str> {
        let localhost = if is_local_or_extension(origin) {
            "http://localhost"
        } else {
            origin
        };
        ["*", origin, localhost]
            .into_iter()
            .find(|entry| self.lists(entry))
    }

    /// Whether `origin` is never to be asked about.
    pub(crate) fn ignores(&self, origin: &str) -> bool {
        self.ignored.iter().any(|listed| listed == origin)
    }

    fn lists(&self, origin: &str) -> bool {
        self.allowed
            .iter()
            .chain(&self.also_allowed)
            .any(|listed| listed == origin)
    }
}

/// What `http://localhost` in the list stands for besides itself.
fn is_local_or_extension(origin: &str) -> bool {
    const SAME: [&str; 2] = ["http://127.0.0.1", "https://127.0.0.1"];
    const BEGINNINGS: [&str; 4] = [
        "http://127.0.0.1:",
        "chrome-extension://",
        "moz-extension://",
        "safari-web-extension://",
    ];
    SAME.contains(&origin)
        || BEGINNINGS
            .iter()
            .any(|beginning| origin.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(allowed: &[&str]) -> OriginLists {
        OriginLists {
            allowed: allowed.iter().map(|&origin| origin.to_owned()).collect(),
            ..OriginLists::default()
        }
    }

    #[test]
    fn localhost_in_the_list_stands_for_this_machine_and_extensions() {
        let table = [
            ("http://localhost", true),
            ("http://127.0.0.1", true),
            ("https://127.0.0.1", true),
            ("http://127.0.0.1:8080", true),
            ("chrome-extension://abc", true),
            ("moz-extension://abc", true),
            ("safari-web-extension://abc", true),
            ("https://127.0.0.1:8080", false),
            ("http://localhost:3000", false),
            ("http://localhost/", false),
            ("https://localhost", false),
            ("HTTP://LOCALHOST", false),
            ("http://localhost.example.com", false),
            ("null", false),
            ("", false),
        ];
        for (origin, allowed) in table {
            let reply_origin = if allowed { origin } else { "http://localhost" }.to_owned();
            let judged = judge(&OriginLists::default(), Some(origin.as_bytes()), true);
            assert_eq!(
                judged,
                Judgement {
                    allowed,
                    reply_origin
                },
                "{origin}"
            );
        }
    }

    #[test]
    fn only_listed_origins_are_allowed_without_localhost() {
        let lists = lists(&["https://allowed.example"]);
        assert!(lists.allows("https://allowed.example"));
        for origin in [
            "http://127.0.0.1",
            "chrome-extension://abc",
            "http://localhost",
        ] {
            assert!(!lists.allows(origin), "{origin}");
        }
    }

    #[test]
    fn a_star_allows_every_origin_and_says_so() {
        for origin in [&b"null"[..], b"https://a.example"] {
            let judged = judge(&lists(&["*"]), Some(origin), false);
            let reply_origin = "*".to_owned();
            assert_eq!(
                judged,
                Judgement {
                    allowed: true,
                    reply_origin
                }
            );
        }
    }

    #[test]
    fn a_star_does_not_stand_for_the_cards_of_a_browser() {
        let judged = |listed: &[&str], origin: &[u8]| judge(&lists(listed), Some(origin), true);
        let refused = judged(&["*"], b"null");
        assert_eq!(
            refused,
            Judgement {
                allowed: false,
                reply_origin: "http://localhost".to_owned()
            }
        );
        assert!(judged(&["*"], b"https://a.example").allowed);
        assert!(judged(&["*", "null"], b"null").allowed);
        assert!(judged(&["null"], b"null").allowed);
    }

    #[test]
    fn a_request_without_origin_is_allowed_and_one_that_is_no_text_is_not() {
        let lists = OriginLists::default();
        assert!(judge(&lists, None, false).allowed);
        assert!(!judge(&lists, Some(b"http://127.0.0.1:\xff"), false).allowed);
    }
}
