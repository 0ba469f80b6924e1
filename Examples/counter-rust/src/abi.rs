//! The contract's structs and numbers, as in the C headers under Sources/PluginABI.
#![allow(dead_code)]

use std::os::raw::{c_char, c_void};

pub const ENTRY_MAGIC: u64 = 0x5453_4E49_4853_4148;
pub const ABI_MAJOR: u32 = 1;
pub const ABI_MINOR: u32 = 0;

pub const PLUGIN_1: &[u8] = b"hashinsight.plugin/1";
pub const DB_1: &[u8] = b"hashinsight.db/1\0";
pub const EVENTS_1: &[u8] = b"hashinsight.events/1\0";

pub type Status = i32;
pub const OK: Status = 0;
pub const INVALID_ARGUMENT: Status = 1;
pub const NOT_FOUND: Status = 2;
pub const DENIED: Status = 3;
pub const UNSUPPORTED: Status = 4;
pub const INTERNAL: Status = 11;

pub const KIND_HTTP_REQUEST: u16 = 1;
pub const KIND_HTTP_ANSWER: u16 = 2;
pub const KIND_JOB_RUN: u16 = 3;
pub const KIND_JOB_ANSWER: u16 = 4;

pub const REQUEST_ROUTE: u16 = 1;
pub const REQUEST_PARAMETER: u16 = 5;
pub const REQUEST_BODY: u16 = 7;
pub const ANSWER_STATUS: u16 = 1;
pub const ANSWER_BODY: u16 = 4;
pub const ANSWER_TEMPLATE: u16 = 5;
pub const ANSWER_DATA: u16 = 6;
pub const ANSWER_TITLE: u16 = 7;
pub const JOB_NAME: u16 = 1;
pub const JOB_ANSWER_SUMMARY: u16 = 1;
pub const DB_STATEMENT: u16 = 1;
pub const DB_PARAMETERS: u16 = 2;
pub const DB_ROWS: u16 = 1;

pub const FIELD_INTEGER: u16 = 1;
pub const FIELD_TEXT: u16 = 3;
pub const FIELD_BYTES: u16 = 4;
pub const FIELD_ROWS: u16 = 6;

pub const COLUMN_INTEGER: u16 = 2;
pub const COLUMN_TEXT: u16 = 4;
pub const COLUMN_TIMESTAMP: u16 = 6;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    pub data: *const u8,
    pub count: usize,
}

impl Bytes {
    pub const EMPTY: Bytes = Bytes { data: std::ptr::null(), count: 0 };

    pub fn of(slice: &[u8]) -> Bytes {
        Bytes { data: slice.as_ptr(), count: slice.len() }
    }

    /// # Safety
    /// The span must be valid for `'a`, as the contract says of a borrowed span for the duration of a call.
    pub unsafe fn slice<'a>(self) -> &'a [u8] {
        if self.data.is_null() { &[] } else { std::slice::from_raw_parts(self.data, self.count) }
    }
}

#[repr(C)]
pub struct Error {
    pub size: u32,
    pub status: Status,
    pub sqlstate: [u8; 8],
    pub message_count: u32,
    pub details_count: u32,
    pub message: [u8; 496],
    pub details: [u8; 496],
}

impl Error {
    pub fn new(status: Status, message: &str) -> Error {
        let mut error = Error {
            size: std::mem::size_of::<Error>() as u32,
            status,
            sqlstate: [0; 8],
            message_count: 0,
            details_count: 0,
            message: [0; 496],
            details: [0; 496],
        };
        let mut count = message.len().min(error.message.len());
        while !message.is_char_boundary(count) {
            count -= 1;
        }
        error.message[..count].copy_from_slice(&message.as_bytes()[..count]);
        error.message_count = count as u32;
        error
    }
}

pub enum Host {}
pub type OnResult = unsafe extern "C" fn(*mut c_void, u64, Status, Bytes, *const Error);

#[repr(C)]
pub struct Entry {
    pub magic: u64,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub size: u32,
    pub reserved: u32,
    pub get: extern "C" fn(*const c_char) -> *const c_void,
}

#[repr(C)]
pub struct HostApi {
    pub size: u32,
    pub reserved: u32,
    pub service: Option<unsafe extern "C" fn(*mut Host, *const c_char) -> *const c_void>,
    pub complete: Option<unsafe extern "C" fn(*mut Host, u64, Status, Bytes, *const Error) -> Status>,
}

#[repr(C)]
pub struct Plugin1 {
    pub size: u32,
    pub reserved: u32,
    pub create: unsafe extern "C" fn(*const Plugin1, *mut Host, *const HostApi, Bytes, *mut *mut c_void, *mut Error) -> Status,
    pub destroy: unsafe extern "C" fn(*mut c_void),
    pub start: unsafe extern "C" fn(*mut c_void, u64, Bytes, u64, *mut Error) -> Status,
    pub cancel: unsafe extern "C" fn(*mut c_void, u64),
}

#[repr(C)]
pub struct Db1 {
    pub size: u32,
    pub reserved: u32,
    pub statement: Option<unsafe extern "C" fn(*mut Host, Bytes, *mut u32, *mut Error) -> Status>,
    pub start:
        Option<unsafe extern "C" fn(*mut Host, u64, Bytes, u64, OnResult, *mut c_void, *mut u64, *mut Error) -> Status>,
}

#[repr(C)]
pub struct Events1 {
    pub size: u32,
    pub reserved: u32,
    pub publish: Option<unsafe extern "C" fn(*mut Host, Bytes, Bytes, *mut Error) -> Status>,
}

/// Copies the smaller of the size found and the size known; functions beyond are absent. `None` for a null table.
///
/// # Safety
/// `table` is null or points to a struct of the contract that begins with its size; `T` is that struct, for which zero bytes are valid.
pub unsafe fn copy_table<T>(table: *const c_void) -> Option<T> {
    if table.is_null() {
        return None;
    }
    let size = std::ptr::read_unaligned(table as *const u32) as usize & !7;
    let mut copy = std::mem::MaybeUninit::<T>::zeroed();
    std::ptr::copy_nonoverlapping(table as *const u8, copy.as_mut_ptr() as *mut u8, size.min(std::mem::size_of::<T>()));
    Some(copy.assume_init())
}
