//! Reads and writes flat messages and rows. Every access is a checked one: wrong bytes give `None`, never a panic.
#![allow(dead_code)]

use crate::abi::*;

fn read16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn read32(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize)
}

fn read64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

pub struct Message<'a> {
    bytes: &'a [u8],
    fields: usize,
}

impl<'a> Message<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Message<'a>> {
        let bytes = bytes.get(..read32(bytes, 0)?)?;
        let fields = read16(bytes, 6)? as usize;
        bytes.get(..8 + fields * 16)?;
        Some(Message { bytes, fields })
    }

    pub fn kind(&self) -> u16 {
        read16(self.bytes, 4).unwrap_or(0)
    }

    /// The data of all fields with this id and type, in order.
    pub fn all(&self, id: u16, kind: u16) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.fields).filter_map(move |index| {
            let at = 8 + index * 16;
            if read16(self.bytes, at)? != id || read16(self.bytes, at + 2)? != kind {
                return None;
            }
            let offset = read32(self.bytes, at + 4)?;
            let count = usize::try_from(read64(self.bytes, at + 8)?).ok()?;
            self.bytes.get(offset..offset.checked_add(count)?)
        })
    }

    pub fn text(&self, id: u16) -> Option<&'a str> {
        std::str::from_utf8(self.all(id, FIELD_TEXT).next()?).ok()
    }

    /// The value of a path parameter.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        let texts: Vec<&[u8]> = self.all(REQUEST_PARAMETER, FIELD_TEXT).collect();
        let pair = texts.chunks_exact(2).find(|pair| pair[0] == name.as_bytes())?;
        std::str::from_utf8(pair[1]).ok()
    }
}

/// Rows by column and row number.
pub struct Rows<'a> {
    bytes: &'a [u8],
    pub row_count: usize,
    column_count: usize,
}

impl<'a> Rows<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Rows<'a>> {
        let bytes = bytes.get(..read32(bytes, 0)?)?;
        if read16(bytes, 4)? != 1 {
            return None;
        }
        let column_count = read16(bytes, 6)? as usize;
        bytes.get(..16 + column_count * 32)?;
        Some(Rows { bytes, row_count: read32(bytes, 8)?, column_count })
    }

    /// The start of the entry of the column with this name and type.
    pub fn column(&self, name: &str, kind: u16) -> Option<usize> {
        (0..self.column_count).map(|index| 16 + index * 32).find(|&at| {
            let found = (|| {
                let offset = read32(self.bytes, at)?;
                let count = read16(self.bytes, at + 4)? as usize;
                Some(self.bytes.get(offset..offset + count)? == name.as_bytes() && read16(self.bytes, at + 6)? == kind)
            })();
            found == Some(true)
        })
    }

    /// `None` if there is no such row.
    pub fn integer(&self, column: usize, row: usize) -> Option<i64> {
        if row >= self.row_count {
            return None;
        }
        let data = read32(self.bytes, column + 16)?;
        Some(read64(self.bytes, data.checked_add(row.checked_mul(8)?)?)? as i64)
    }

    /// `None` if there is no such row.
    pub fn text(&self, column: usize, row: usize) -> Option<&'a str> {
        if row >= self.row_count {
            return None;
        }
        let offsets = read32(self.bytes, column + 12)?.checked_add(row.checked_mul(4)?)?;
        let (lower, upper) = (read32(self.bytes, offsets)?, read32(self.bytes, offsets + 4)?);
        let data = read32(self.bytes, column + 16)?;
        std::str::from_utf8(self.bytes.get(data.checked_add(lower)?..data.checked_add(upper)?)?).ok()
    }
}

/// One field to write.
pub enum Field<'a> {
    Integer(u16, i64),
    Text(u16, &'a str),
    Bytes(u16, &'a [u8]),
    Rows(u16, &'a [u8]),
}

pub fn write_message(kind: u16, fields: &[Field]) -> Vec<u8> {
    let mut bytes = vec![0; 8 + fields.len() * 16];
    for (index, field) in fields.iter().enumerate() {
        let (id, field_kind, data, number) = match field {
            Field::Integer(id, value) => (*id, FIELD_INTEGER, &[][..], *value as u64),
            Field::Text(id, value) => (*id, FIELD_TEXT, value.as_bytes(), value.len() as u64),
            Field::Bytes(id, value) => (*id, FIELD_BYTES, *value, value.len() as u64),
            Field::Rows(id, value) => (*id, FIELD_ROWS, *value, value.len() as u64),
        };
        bytes.resize((bytes.len() + 7) & !7, 0);
        let offset = if field_kind == FIELD_INTEGER { 0 } else { bytes.len() as u32 };
        bytes.extend_from_slice(data);
        let at = 8 + index * 16;
        bytes[at..at + 2].copy_from_slice(&id.to_le_bytes());
        bytes[at + 2..at + 4].copy_from_slice(&field_kind.to_le_bytes());
        bytes[at + 4..at + 8].copy_from_slice(&offset.to_le_bytes());
        bytes[at + 8..at + 16].copy_from_slice(&number.to_le_bytes());
    }
    let total = bytes.len() as u32;
    bytes[0..4].copy_from_slice(&total.to_le_bytes());
    bytes[4..6].copy_from_slice(&kind.to_le_bytes());
    bytes[6..8].copy_from_slice(&(fields.len() as u16).to_le_bytes());
    bytes
}

/// A parameter of a statement.
pub enum Value<'a> {
    Integer(i64),
    Text(&'a str),
}

/// A batch of one row: the parameters of a statement.
pub fn write_parameters(values: &[Value]) -> Vec<u8> {
    let mut bytes = vec![0; 16 + values.len() * 32];
    for (index, value) in values.iter().enumerate() {
        let mut offsets = 0u32;
        let (kind, data) = match value {
            Value::Integer(number) => (COLUMN_INTEGER, number.to_le_bytes().to_vec()),
            Value::Text(text) => {
                offsets = bytes.len() as u32;
                bytes.extend_from_slice(&0u32.to_le_bytes());
                bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
                (COLUMN_TEXT, text.as_bytes().to_vec())
            }
        };
        let data_offset = bytes.len() as u32;
        bytes.extend_from_slice(&data);
        bytes.resize((bytes.len() + 7) & !7, 0);
        let at = 16 + index * 32;
        bytes[at + 6..at + 8].copy_from_slice(&kind.to_le_bytes());
        bytes[at + 12..at + 16].copy_from_slice(&offsets.to_le_bytes());
        bytes[at + 16..at + 20].copy_from_slice(&data_offset.to_le_bytes());
        bytes[at + 20..at + 24].copy_from_slice(&(data.len() as u32).to_le_bytes());
    }
    let total = bytes.len() as u32;
    bytes[0..4].copy_from_slice(&total.to_le_bytes());
    bytes[4..6].copy_from_slice(&1u16.to_le_bytes());
    bytes[6..8].copy_from_slice(&(values.len() as u16).to_le_bytes());
    bytes[8..12].copy_from_slice(&1u32.to_le_bytes());
    bytes
}

/// `text` as a JSON string.
pub fn json_string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            control if (control as u32) < 0x20 => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

/// Unix microseconds as RFC 3339 in quotes, to the second.
pub fn json_time(unix_micros: i64) -> String {
    let seconds = unix_micros.div_euclid(1_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01 in eras of 400 years, so that the leap day is a year's last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z\"", year, month, day, second / 3_600, second / 60 % 60, second % 60)
}
