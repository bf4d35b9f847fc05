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
fn a_tag_that_goes_between_two_notes_of_one_job_is_registered_again() {
    let fixture = Fixture::new();
    let [first, second, third] =
        ["a", "b", "c"].map(|front| fixture.new_note("Basic", &[front, ""], &["once"]));
    let ids = fixture.write(|transaction| {
        let first = transaction.add_note(first)?;
        let second = transaction.add_note(second)?;
        transaction.remove_tags(&[first, second], "once")?;
        transaction.clear_unused_tags()?;
        Ok([first, second, transaction.add_note(third)?])
    });
    assert_eq!(fixture.read(|view| view.tags()), ["once"]);
    assert_eq!(fixture.note(ids[2]).tags, ["once"]);
    assert_eq!([ids[1].0, ids[2].0], [ids[0].0 + 1, ids[0].0 + 2]);
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
