//! The card browser.

use ankid_desk::{Desk, Mode, Order, Window};

fn selected(desk: &Desk) -> &[i64] {
    desk.browser().map_or(&[], |browser| &browser.selected)
}

#[test]
fn rows_are_selected_in_an_open_browser_only() {
    let mut desk = Desk::new();
    assert!(!desk.select(vec![1]));
    desk.browse(Some("deck:a".to_owned()), &[3, 1, 2]);
    assert_eq!(desk.front(), Window::Browser);
    assert!(desk.select(vec![2, 99]));
    assert_eq!(selected(&desk), [2, 99]);
    desk.close(Window::Browser);
    assert_eq!((desk.browser(), desk.front()), (None, Window::Main));
}

#[test]
fn a_search_keeps_the_selection_that_it_finds_or_selects_the_first_row() {
    let mut desk = Desk::new();
    desk.browse(None, &[3, 1, 2]);
    assert_eq!(selected(&desk), [3]);
    desk.select(vec![1, 2]);
    desk.browse(Some("x".to_owned()), &[4, 2]);
    assert_eq!(selected(&desk), [2]);
    desk.browse(Some("y".to_owned()), &[]);
    assert_eq!(selected(&desk), [0_i64; 0]);
    desk.browse(None, &[4]);
    let browser = desk.browser().expect("it is open");
    assert_eq!((browser.query.as_str(), selected(&desk)), ("y", &[4][..]));
}

#[test]
fn rows_of_another_kind_are_not_selected() {
    let mut desk = Desk::new();
    desk.browse(None, &[3]);
    let order = Order {
        column: "noteFld".to_owned(),
        is_reverse: true,
    };
    desk.arrange_browser(Mode::Cards, Some(order.clone()));
    assert_eq!(selected(&desk), [3]);
    desk.arrange_browser(Mode::Notes, Some(order.clone()));
    assert_eq!(selected(&desk), [0_i64; 0]);
    assert_eq!(desk.browser().and_then(|it| it.order.clone()), Some(order));
}
