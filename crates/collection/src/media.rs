//! Media files: their names, the folder that holds them, and where new ones come from.

pub mod names;
