//! Secrets that stand in addresses: who knows one was told it by the API.

use rand::Rng as _;
use subtle::ConstantTimeEq as _;

/// The secrets of one run of the server. Each opens one kind of address only: a card knows that of media.
pub(crate) struct Tokens {
    events: String,
    media: String,
    downloads: String,
    uploads: String,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self {
            events: secret(),
            media: secret(),
            downloads: secret(),
            uploads: secret(),
        }
    }

    /// Where the page finds everything.
    pub(crate) fn addresses(&self) -> ankid_api::PageAddresses {
        ankid_api::PageAddresses {
            events_url: format!("/events/{}", self.events),
            media_url: format!("/media/{}/", self.media),
            download_url: format!("/download/{}/", self.downloads),
            upload_url: format!("/upload/{}", self.uploads),
            card_frame_url: "/card-frame".to_owned(),
        }
    }

    pub(crate) fn are_events(&self, token: &str) -> bool {
        is_same(&self.events, token)
    }

    pub(crate) fn are_media(&self, token: &str) -> bool {
        is_same(&self.media, token)
    }

    pub(crate) fn are_downloads(&self, token: &str) -> bool {
        is_same(&self.downloads, token)
    }

    pub(crate) fn are_uploads(&self, token: &str) -> bool {
        is_same(&self.uploads, token)
    }
}

fn is_same(secret: &str, token: &str) -> bool {
    secret.as_bytes().ct_eq(token.as_bytes()).into()
}

fn secret() -> String {
    let mut random = rand::rng();
    format!("{:016x}{:016x}", random.next_u64(), random.next_u64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_opens_one_kind_of_address() {
        let tokens = Tokens::new();
        let addresses = tokens.addresses();
        let media = addresses.media_url.trim_start_matches("/media/");
        let media = media.trim_end_matches('/');
        assert_eq!(media.len(), 32);
        assert!(tokens.are_media(media));
        assert!(!tokens.are_events(media));
        assert!(!tokens.are_downloads(media));
        assert!(!tokens.are_uploads(media));
        assert!(!tokens.are_media(""));
        assert!(!Tokens::new().are_media(media));
    }
}
