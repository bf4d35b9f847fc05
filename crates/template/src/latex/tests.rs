use proptest::prelude::*;

use super::*;

fn shown(text: &str, svg: bool) -> String {
    show_latex_images(text.to_owned(), svg, &|_| true)
}

#[test]
fn latex_becomes_images_named_by_its_text() {
    let cases = [
        (
            "a[latex]one<br>and<div>two[/latex]b",
            false,
            "a<img class=latex alt=\"one&#x0A;and&#x0A;two\" src=\"latex-ef30b3f4141c33a5bf7044b0d1961d3399c05d50.png\">b",
        ),
        (
            "[$]<b>hello</b>&nbsp; world[/$]",
            true,
            "<img class=latex alt=\"&#x24;hello&#x20;&#x20;world&#x24;\" src=\"latex-060219fbf3ddb74306abddaf4504276ad793b029.svg\">",
        ),
        (
            "[$$]math &amp; stuff[/$$]",
            false,
            "<img class=latex alt=\"&#x5C;begin&#x7B;displaymath&#x7D;math&#x20;&amp;&#x20;stuff&#x5C;end&#x7B;displaymath&#x7D;\" src=\"latex-8899f3f849ffdef6e4e9f2f34a923a1f608ebc07.png\">",
        ),
    ];
    for (text, svg, expected) in cases {
        assert_eq!(shown(text, svg), expected);
    }
}

#[test]
fn what_is_not_closed_or_empty_is_text() {
    for text in [
        "",
        "[latex]",
        "[latex]a[/$]",
        "[/latex][latex]",
        "[$][/$]",
        "\\(x\\)",
        "[ é [$",
    ] {
        assert_eq!(shown(text, false), text);
    }
    assert_eq!(shown("[LaTeX]é[/LATEX]", false).matches("<img").count(), 1);
}

#[test]
fn missing_images_are_told_once() {
    let text = "[latex]a[/latex] [latex]b[/latex]".to_owned();
    let name_of_a = image_name("a", false);
    let said = |has_media: &dyn Fn(&str) -> bool| {
        show_latex_images(text.clone(), false, has_media)
            .matches(IMAGES_MISSING)
            .count()
    };
    assert_eq!(said(&|_| false), 1);
    assert_eq!(said(&|name| name == name_of_a), 1);
    assert_eq!(said(&|_| true), 0);
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    for piece in ["[latex]", "[$]", "[", "[latex][$]x[/$]", "[$$][/$$]"] {
        let text = piece.repeat(20_000);
        assert!(shown(&text, false).len() >= text.len(), "{piece}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(\\[/?(latex|LATEX|\\$|\\$\\$)\\]|\\PC|<br>){0,20}") {
        let images = shown(&text, false).matches("<img class=latex").count();
        prop_assert!(images <= text.matches("[/").count());
    }
}
