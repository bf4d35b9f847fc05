//! Finds a text in a Python pickle, as Anki's preferences are stored: protocols 0 to 5.
//!
//! It runs the pickle's stack machine without building anything: texts and dictionaries are kept,
//! all else, objects of unknown classes included, is one opaque value. Time and memory grow with the
//! length of the input only, whatever it holds.

use std::collections::HashMap;

/// The bytes are no pickle, or not one of a dictionary.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

#[derive(Clone, Copy)]
enum Value<'p> {
    Text(&'p str),
    /// An index into [`Machine::dicts`].
    Dict(usize),
    Opaque,
}

struct Machine<'p> {
    rest: &'p [u8],
    stack: Vec<Value<'p>>,
    /// The heights of the stack at the open marks.
    marks: Vec<usize>,
    memo: HashMap<u32, Value<'p>>,
    dicts: Vec<Vec<(Value<'p>, Value<'p>)>>,
}

/// The text under `key` in the dictionary that `pickle` holds; `None` if it has no such text.
///
/// # Errors
/// This is no pickle of a dictionary.
pub(super) fn find_text<'p>(pickle: &'p [u8], key: &str) -> Result<Option<&'p str>, Malformed> {
    let mut machine = Machine {
        rest: pickle,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
        dicts: Vec::new(),
    };
    let Some(Value::Dict(index)) = machine.run() else {
        return Err(Malformed);
    };
    let items = machine.dicts.get(index).ok_or(Malformed)?;
    // A later item replaces an earlier one.
    Ok(items.iter().rev().find_map(|item| match item {
        (Value::Text(name), Value::Text(text)) if *name == key => Some(*text),
        _ => None,
    }))
}

impl<'p> Machine<'p> {
    /// Runs to the end; `None` if the pickle is broken.
    fn run(&mut self) -> Option<Value<'p>> {
        loop {
            match self.byte()? {
                b'.' => return self.stack.pop(),
                opcode => self.step(opcode)?,
            }
        }
    }

    fn step(&mut self, opcode: u8) -> Option<()> {
        match opcode {
            // PROTO, FRAME
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            // MARK, POP, POP_MARK, DUP
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.stack.pop()?),
            b'1' => self.pop_mark(None)?,
            b'2' => self.stack.push(*self.stack.last()?),
            b'p' | b'q' | b'r' | 0x94 | b'g' | b'h' | b'j' => self.memo_step(opcode)?,
            b'}' | b'd' | b's' | b'u' => self.dict_step(opcode)?,
            b'S' | b'V' | b'T' | b'U' | b'X' | 0x8c | 0x8d => self.text_step(opcode)?,
            // APPEND, BUILD: the container below stays
            b'a' | b'b' => drop(self.stack.pop()?),
            // APPENDS, ADDITEMS
            b'e' | 0x90 => self.pop_mark(None)?,
            // LIST, TUPLE, FROZENSET, OBJ
            b'l' | b't' | 0x91 | b'o' => self.pop_mark(Some(Value::Opaque))?,
            // INT, LONG, FLOAT, PERSID: one line; GLOBAL and INST: two
            b'I' | b'L' | b'F' | b'P' => {
                self.line()?;
                self.stack.push(Value::Opaque);
            }
            b'c' | b'i' => {
                self.line()?;
                self.line()?;
                match opcode {
                    b'c' => self.stack.push(Value::Opaque),
                    _ => self.pop_mark(Some(Value::Opaque))?,
                }
            }
            _ => self.opaque_step(opcode)?,
        }
        Some(())
    }

    /// Opcodes that replace so many values by one, after so many bytes of their own.
    fn opaque_step(&mut self, opcode: u8) -> Option<()> {
        let (bytes, popped) = match opcode {
            // NONE, NEWTRUE, NEWFALSE, EMPTY_LIST, EMPTY_TUPLE, EMPTY_SET, NEXT_BUFFER
            b'N' | 0x88 | 0x89 | b']' | b')' | 0x8f | 0x97 => (0, 0),
            // BININT1, EXT1; BININT2, EXT2; BININT, EXT4; BINFLOAT
            b'K' | 0x82 => (1, 0),
            b'M' | 0x83 => (2, 0),
            b'J' | 0x84 => (4, 0),
            b'G' => (8, 0),
            // LONG1, LONG4; SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8
            0x8a | b'C' => (self.length(1)?, 0),
            0x8b | b'B' => (self.length(4)?, 0),
            0x8e | 0x96 => (self.length(8)?, 0),
            // TUPLE1, BINPERSID, READONLY_BUFFER
            0x85 | b'Q' | 0x98 => (0, 1),
            // TUPLE2, STACK_GLOBAL, REDUCE, NEWOBJ
            0x86 | 0x93 | b'R' | 0x81 => (0, 2),
            // TUPLE3, NEWOBJ_EX
            0x87 | 0x92 => (0, 3),
            _ => return None,
        };
        self.take(bytes)?;
        let height = self.stack.len().checked_sub(popped)?;
        self.stack.truncate(height);
        self.stack.push(Value::Opaque);
        Some(())
    }

    fn text_step(&mut self, opcode: u8) -> Option<()> {
        let bytes = match opcode {
            b'S' => unquoted(self.line()?),
            b'V' => self.line()?,
            b'U' | 0x8c => self.counted(1)?,
            b'T' | b'X' => self.counted(4)?,
            _ => self.counted(8)?,
        };
        // The two line formats escape what is not ASCII; nothing that is looked for does.
        let escaped = matches!(opcode, b'S' | b'V') && bytes.contains(&b'\\');
        let text = std::str::from_utf8(bytes).ok().filter(|_| !escaped);
        self.stack.push(text.map_or(Value::Opaque, Value::Text));
        Some(())
    }

    fn memo_step(&mut self, opcode: u8) -> Option<()> {
        let slot = match opcode {
            0x94 => u32::try_from(self.memo.len()).ok()?,
            b'q' | b'h' => self.byte()?.into(),
            b'r' | b'j' => u32::try_from(self.length(4)?).ok()?,
            _ => std::str::from_utf8(self.line()?).ok()?.parse().ok()?,
        };
        if matches!(opcode, b'g' | b'h' | b'j') {
            self.stack.push(*self.memo.get(&slot)?);
        } else {
            self.memo.insert(slot, *self.stack.last()?);
        }
        Some(())
    }

    fn dict_step(&mut self, opcode: u8) -> Option<()> {
        match opcode {
            b'}' => self.push_dict(Vec::new()),
            b'd' => {
                let items = self.items_above(*self.marks.last()?)?;
                self.pop_mark(None)?;
                self.push_dict(items);
            }
            b's' => {
                let start = self.stack.len().checked_sub(2)?;
                let items = self.items_above(start)?;
                self.stack.truncate(start);
                self.extend_dict(items)?;
            }
            _ => {
                let items = self.items_above(*self.marks.last()?)?;
                self.pop_mark(None)?;
                self.extend_dict(items)?;
            }
        }
        Some(())
    }

    fn push_dict(&mut self, items: Vec<(Value<'p>, Value<'p>)>) {
        self.stack.push(Value::Dict(self.dicts.len()));
        self.dicts.push(items);
    }

    /// Adds to the dictionary on top; an object of an unknown class swallows the items.
    fn extend_dict(&mut self, items: Vec<(Value<'p>, Value<'p>)>) -> Option<()> {
        if let Value::Dict(index) = *self.stack.last()? {
            self.dicts.get_mut(index)?.extend(items);
        }
        Some(())
    }

    /// The keys and values from height `start` of the stack on.
    fn items_above(&self, start: usize) -> Option<Vec<(Value<'p>, Value<'p>)>> {
        let (pairs, odd) = self.stack.get(start..)?.as_chunks::<2>();
        odd.is_empty()
            .then(|| pairs.iter().map(|&[key, value]| (key, value)).collect())
    }

    /// Drops everything above the newest mark, and pushes `value` in its place.
    fn pop_mark(&mut self, value: Option<Value<'p>>) -> Option<()> {
        self.stack.truncate(self.marks.pop()?);
        self.stack.extend(value);
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Option<&'p [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// A little-endian length of `width` bytes.
    fn length(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        let number = bytes
            .iter()
            .rev()
            .fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).ok()
    }

    fn counted(&mut self, width: usize) -> Option<&'p [u8]> {
        let count = self.length(width)?;
        self.take(count)
    }

    /// The bytes up to the end of the line, which is passed.
    fn line(&mut self) -> Option<&'p [u8]> {
        let end = self.rest.iter().position(|&byte| byte == b'\n')?;
        let line = self.take(end)?;
        self.byte()?;
        Some(line)
    }
}

/// The inside of a text in quotes.
fn unquoted(line: &[u8]) -> &[u8] {
    match line {
        [b'\'', inside @ .., b'\''] | [b'"', inside @ .., b'"'] => inside,
        other => other,
    }
}
