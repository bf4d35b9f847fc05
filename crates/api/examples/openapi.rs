//! Prints web/src/api/openapi.json.

fn main() {
    println!("{:#}", ankid_api::openapi());
}
