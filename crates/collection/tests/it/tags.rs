//! Tags on notes and in the registry.

use crate::support::Fixture;

#[test]
fn the_registry_decides_how_a_tag_is_spelled() {
    let fixture = Fixture::new();
    fixture.add("Basic", &["a", ""], &["Zed", "b  A", "a"]);
    let second = fixture.add("Basic", &["b", ""], &["ZED::two", "zed"]);
    assert_eq!(fixture.note(second).tags, ["Zed", "Zed::two"]);
    assert_eq!(
        fixture.read(|view| view.tags()),
        ["A", "b", "Zed", "Zed::two"]
    );
}

#[test]
fn adding_and_removing_count_the_notes_that_changed() {
    let fixture = Fixture::new();
    let one = fixture.add("Basic", &["a", ""], &["x::y", "keep"]);
    let two = fixture.add("Basic", &["b", ""], &["keep"]);
    let added = fixture.write(move |transaction| transaction.add_tags(&[one, two], "KEEP new"));
    assert_eq!(
        (added, fixture.note(one).tags.join(" ")),
        (2, "keep new x::y".to_owned())
    );
    let removed = fixture.write(move |transaction| transaction.remove_tags(&[one, two], "X"));
    assert_eq!(
        (removed, fixture.note(one).tags.join(" ")),
        (1, "keep new".to_owned())
    );
}

#[test]
fn unused_tags_go_but_ancestors_of_used_ones_stay() {
    let fixture = Fixture::new();
    let one = fixture.add("Basic", &["a", ""], &["top", "top::leaf", "gone"]);
    fixture.write(move |transaction| transaction.remove_tags(&[one], "gone"));
    assert_eq!(
        fixture.write(|transaction| transaction.clear_unused_tags()),
        1
    );
    assert_eq!(fixture.read(|view| view.tags()), ["top", "top::leaf"]);
}

#[test]
fn replacing_compares_whole_tags() {
    let fixture = Fixture::new();
    let one = fixture.add("Basic", &["a", ""], &["par::child", "par"]);
    let replace = |tag: &'static str| {
        fixture.write(move |transaction| transaction.replace_tag_everywhere(tag, "two words"))
    };
    assert_eq!(replace("pa"), 0);
    assert_eq!(replace("PAR"), 1);
    assert_eq!(fixture.note(one).tags, ["par::child", "two", "words"]);
}
