//! The colours, on light and on dark ground.
//!
//! Graphs are drawn in the light ones. They stand in attributes of the drawing, which any rule of a
//! style sheet outranks, so that one drawing serves both.

use std::fmt::Write as _;

use charts_rs::Color;

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Cards in learning, and the button "hard".
    Learning,
    /// Cards in relearning, and the button "again".
    Relearning,
    /// Young cards, and the button "good".
    Young,
    /// Mature cards, and the button "easy".
    Mature,
    /// New cards, and plain counts.
    Plain,
    /// Reviews in filtered decks.
    Filtered,
    /// Suspended cards.
    Suspended,
    /// Buried cards.
    Buried,
    /// A line over columns.
    Line,
    /// Labels of the axes.
    Label,
    /// The lines of the grid.
    Grid,
    /// A day without reviews, and the four steps from few to many.
    Day(Amount),
}

/// How much was done on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Nothing.
    None,
    /// Little.
    Little,
    /// Some.
    Some,
    /// Much.
    Much,
    /// Most.
    Most,
}

type Rgb = (u8, u8, u8);

impl Tone {
    const ALL: [Self; 16] = [
        Self::Learning,
        Self::Relearning,
        Self::Young,
        Self::Mature,
        Self::Plain,
        Self::Filtered,
        Self::Suspended,
        Self::Buried,
        Self::Line,
        Self::Label,
        Self::Grid,
        Self::Day(Amount::None),
        Self::Day(Amount::Little),
        Self::Day(Amount::Some),
        Self::Day(Amount::Much),
        Self::Day(Amount::Most),
    ];

    /// On light ground, on dark ground.
    const fn colors(self) -> (Rgb, Rgb) {
        match self {
            Self::Learning => ((0xC2, 0x57, 0x0C), (0xF5, 0x9E, 0x4A)),
            Self::Relearning => ((0xC9, 0x2A, 0x2A), (0xF8, 0x7A, 0x7A)),
            Self::Young => ((0x2B, 0x8A, 0x3E), (0x69, 0xDB, 0x7C)),
            Self::Mature => ((0x12, 0x4E, 0x29), (0x2F, 0x9E, 0x57)),
            Self::Plain => ((0x1F, 0x6F, 0xD6), (0x74, 0xAE, 0xFB)),
            Self::Filtered => ((0x7C, 0x4D, 0xD6), (0xB7, 0x9C, 0xFD)),
            Self::Suspended => ((0x8A, 0x6D, 0x05), (0xE3, 0xC0, 0x4B)),
            Self::Buried => ((0x6B, 0x76, 0x86), (0x9A, 0xA7, 0xB8)),
            Self::Line => ((0x1A, 0x1F, 0x2B), (0xED, 0xF1, 0xF7)),
            Self::Label => ((0x4E, 0x5A, 0x6A), (0xB4, 0xBF, 0xCD)),
            Self::Grid => ((0xDF, 0xE4, 0xEB), (0x38, 0x42, 0x52)),
            Self::Day(Amount::None) => ((0xE9, 0xED, 0xF3), (0x2C, 0x35, 0x43)),
            Self::Day(Amount::Little) => ((0x9E, 0xC5, 0xF8), (0x2A, 0x4E, 0x7C)),
            Self::Day(Amount::Some) => ((0x5B, 0x9A, 0xF0), (0x38, 0x71, 0xB8)),
            Self::Day(Amount::Much) => ((0x2C, 0x6F, 0xCF), (0x5F, 0xA0, 0xF0)),
            Self::Day(Amount::Most) => ((0x14, 0x3F, 0x87), (0xA9, 0xD0, 0xFF)),
        }
    }

    /// The colour in which a graph is drawn.
    pub(crate) fn drawn(self) -> Color {
        self.colors().0.into()
    }

    /// The same as text, `#1F6FD6`.
    pub(crate) fn hex(self) -> String {
        hex(self.colors().0)
    }
}

/// The rules that turn what is drawn in light colours into what suits dark ground.
pub(crate) fn dark_rules() -> String {
    let mut rules = String::new();
    for tone in Tone::ALL {
        let (light, dark) = tone.colors();
        let (light, dark) = (hex(light), hex(dark));
        write!(
            rules,
            "[fill=\"{light}\"]{{fill:{dark}}}[stroke=\"{light}\"]{{stroke:{dark}}}"
        )
        .expect("writing to a text does not fail");
    }
    rules
}

fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grounds of the cards, as the style sheet has them.
    const LIGHT: Rgb = (0xFF, 0xFF, 0xFF);
    const DARK: Rgb = (0x1B, 0x22, 0x2D);

    fn luminance((red, green, blue): Rgb) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let style = include_str!("page/style.css");
        for ground in [LIGHT, DARK] {
            assert!(style.contains(&format!("--card:{}", hex(ground).to_lowercase())));
        }
    }

    #[test]
    fn figures_and_labels_stand_out_from_the_ground() {
        for tone in Tone::ALL {
            let least = match tone {
                Tone::Label => 4.5,
                // Grid lines and days are told apart by more than their colour.
                Tone::Grid | Tone::Day(_) => 1.0,
                _ => 3.0,
            };
            let (light, dark) = tone.colors();
            assert!(contrast(light, LIGHT) >= least, "{tone:?} on light ground");
            assert!(contrast(dark, DARK) >= least, "{tone:?} on dark ground");
        }
    }

    #[test]
    fn every_colour_has_one_meaning_and_is_written_in_full() {
        let mut seen: Vec<String> = Tone::ALL.map(Tone::hex).to_vec();
        for hex in &seen {
            let pairs: Vec<char> = hex.chars().skip(1).collect();
            let is_short = pairs.chunks(2).all(|pair| pair[0] == pair[1]);
            assert!(!is_short, "{hex} would be written with three digits");
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), Tone::ALL.len());
    }
}
