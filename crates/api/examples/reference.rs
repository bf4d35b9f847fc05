//! Prints docs/actions.md.

fn main() {
    print!("{}", ankid_api::reference_page());
}
