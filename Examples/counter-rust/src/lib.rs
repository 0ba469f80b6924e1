//! A plugin in Rust with the standard library alone: two routes that read, one that writes and publishes an event.
//!
//! No panic leaves this library: each function that the host calls catches it and answers INTERNAL.

mod abi;
mod message;

use abi::*;
use message::*;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// The one symbol that the library exports.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static hashinsight_plugin: Entry = Entry {
    magic: ENTRY_MAGIC,
    abi_major: ABI_MAJOR,
    abi_minor: ABI_MINOR,
    size: std::mem::size_of::<Entry>() as u32,
    reserved: 0,
    get,
};

static PLUGIN: Plugin1 =
    Plugin1 { size: std::mem::size_of::<Plugin1>() as u32, reserved: 0, create, destroy, start, cancel };

extern "C" fn get(id: *const c_char) -> *const c_void {
    // The id is NUL-terminated and lives until this returns.
    let id = unsafe { std::ffi::CStr::from_ptr(id) };
    if id.to_bytes() == PLUGIN_1 { &PLUGIN as *const Plugin1 as *const c_void } else { std::ptr::null() }
}

/// One instance. Nothing in it changes after `create`, so all threads may use it at once.
struct Instance {
    host: *mut Host,
    complete: unsafe extern "C" fn(*mut Host, u64, Status, Bytes, *const Error) -> Status,
    db: Option<Db1>,
    events: Option<Events1>,
    counters_page: u32,
    counter_add: u32,
}

/// What waits for a statement's result; the host hands it back.
struct Work {
    instance: *const Instance,
    call: u64,
    route: Route,
}

#[derive(Clone, PartialEq)]
enum Route {
    List,
    Page,
    Add(String),
}

struct Failure(Status, String);

fn failure(status: Status, message: &str) -> Failure {
    Failure(status, message.to_string())
}

/// Runs `body`; a panic becomes INTERNAL.
fn guarded<T>(body: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| Err(failure(INTERNAL, "The plugin panicked.")))
}

unsafe fn report(result: Result<(), Failure>, error: *mut Error) -> Status {
    match result {
        Ok(()) => OK,
        Err(Failure(status, message)) => {
            // The caller says how much room it has; an older one may have less than this build knows.
            let size = std::ptr::read(error as *const u32) as usize;
            let mut full = Error::new(status, &message);
            full.size = size as u32;
            let known = std::mem::size_of::<Error>();
            std::ptr::copy_nonoverlapping(&full as *const Error as *const u8, error as *mut u8, size.min(known));
            status
        }
    }
}

unsafe extern "C" fn create(
    _plugin: *const Plugin1, host: *mut Host, api: *const HostApi, _settings: Bytes, result: *mut *mut c_void, error: *mut Error,
) -> Status {
    let made = guarded(|| {
        let api: Option<HostApi> = copy_table(api as *const c_void);
        let (service, complete) = match api.map(|api| (api.service, api.complete)) {
            Some((Some(service), Some(complete))) => (service, complete),
            _ => return Err(failure(UNSUPPORTED, "The host's api lacks a function of ABI 1.0.")),
        };
        let mut instance = Instance {
            host,
            complete,
            db: copy_table(service(host, DB_1.as_ptr() as *const c_char)),
            events: copy_table(service(host, EVENTS_1.as_ptr() as *const c_char)),
            counters_page: 0,
            counter_add: 0,
        };
        if let Some(statement) = instance.db.as_ref().and_then(|db| db.statement) {
            let number = |name: &str| {
                let mut number = 0;
                let mut error = Error::new(OK, "");
                match statement(host, Bytes::of(name.as_bytes()), &mut number, &mut error) {
                    OK => Ok(number),
                    status => Err(Failure(status, format!("There is no statement {}.", name))),
                }
            };
            instance.counters_page = number("counters_page")?;
            instance.counter_add = number("counter_add")?;
        }
        *result = Box::into_raw(Box::new(instance)) as *mut c_void;
        Ok(())
    });
    report(made, error)
}

unsafe extern "C" fn destroy(instance: *mut c_void) {
    if !instance.is_null() {
        drop(Box::from_raw(instance as *mut Instance));
    }
}

unsafe extern "C" fn start(instance: *mut c_void, call: u64, message: Bytes, deadline_nanos: u64, error: *mut Error) -> Status {
    let instance = instance as *const Instance;
    report(guarded(|| start_call(&*instance, call, message.slice(), deadline_nanos)), error)
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
unsafe extern "C" fn cancel(_instance: *mut c_void, _call: u64) {}

unsafe fn start_call(instance: &Instance, call: u64, message: &[u8], deadline_nanos: u64) -> Result<(), Failure> {
    let request = Message::open(message).ok_or_else(|| failure(INVALID_ARGUMENT, "The message is not well formed."))?;
    if request.kind() != KIND_HTTP_REQUEST {
        return Err(failure(UNSUPPORTED, "Calls of this kind are not known to this plugin."));
    }
    let (route, statement, parameters) = match request.text(REQUEST_ROUTE) {
        Some("list_counters") => (Route::List, instance.counters_page, write_parameters(&[Value::Integer(100)])),
        Some("counters_page") => (Route::Page, instance.counters_page, write_parameters(&[Value::Integer(100)])),
        Some("add") => {
            let name = request.parameter("name").unwrap_or("");
            if name.is_empty() || name.len() > 64 {
                return Err(failure(INVALID_ARGUMENT, "name: expected 1 to 64 bytes."));
            }
            let parameters = write_parameters(&[Value::Text(name), Value::Integer(1)]);
            (Route::Add(name.to_string()), instance.counter_add, parameters)
        }
        _ => return Err(failure(UNSUPPORTED, "The plugin has no such route.")),
    };
    let start = instance.db.as_ref().and_then(|db| db.start).ok_or_else(|| failure(DENIED, "The database was not granted."))?;
    let batch = write_message(0, &[Field::Integer(DB_STATEMENT, statement as i64), Field::Rows(DB_PARAMETERS, &parameters)]);
    let work = Box::into_raw(Box::new(Work { instance, call, route }));
    let mut operation = 0;
    let mut error = Error::new(OK, "");
    // After OK the work belongs to the result, which may already have come.
    match start(instance.host, call, Bytes::of(&batch), deadline_nanos, on_rows, work as *mut c_void, &mut operation, &mut error) {
        OK => Ok(()),
        status => {
            drop(Box::from_raw(work));
            let count = (error.message_count as usize).min(error.message.len());
            Err(Failure(status, String::from_utf8_lossy(&error.message[..count]).into_owned()))
        }
    }
}

unsafe extern "C" fn on_rows(context: *mut c_void, _operation: u64, status: Status, result: Bytes, error: *const Error) {
    let work = Box::from_raw(context as *mut Work);
    let instance = &*work.instance;
    if status != OK {
        (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, error);
        return;
    }
    match guarded(|| answer(instance, &work.route, result.slice())) {
        Ok(answer) => (instance.complete)(instance.host, work.call, OK, Bytes::of(&answer), std::ptr::null()),
        Err(Failure(status, message)) => {
            (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, &Error::new(status, &message))
        }
    };
}

unsafe fn answer(instance: &Instance, route: &Route, result: &[u8]) -> Result<Vec<u8>, Failure> {
    match route {
        Route::Add(name) => {
            let value = added(result).ok_or_else(unexpected_rows)?;
            let json = format!("{{\"name\":{},\"value\":{}}}", json_string(name), value);
            if let Some(publish) = instance.events.as_ref().and_then(|events| events.publish) {
                // An event that is refused is missed, not a failed write.
                publish(instance.host, Bytes::of(b"counted"), Bytes::of(json.as_bytes()), &mut Error::new(OK, ""));
            }
            Ok(write_message(KIND_HTTP_ANSWER, &[Field::Bytes(ANSWER_BODY, json.as_bytes())]))
        }
        Route::List => {
            let json = counters(result).ok_or_else(unexpected_rows)?;
            Ok(write_message(KIND_HTTP_ANSWER, &[Field::Bytes(ANSWER_BODY, json.as_bytes())]))
        }
        Route::Page => {
            let json = counters(result).ok_or_else(unexpected_rows)?;
            let fields = [
                Field::Text(ANSWER_TEMPLATE, "counters"),
                Field::Bytes(ANSWER_DATA, json.as_bytes()),
                Field::Text(ANSWER_TITLE, "counters.title"),
            ];
            Ok(write_message(KIND_HTTP_ANSWER, &fields))
        }
    }
}

fn unexpected_rows() -> Failure {
    failure(INTERNAL, "The statement's rows are not what this plugin was built for.")
}

fn added(result: &[u8]) -> Option<i64> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    rows.integer(rows.column("value", COLUMN_INTEGER)?, 0)
}

fn counters(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    let (name, value) = (rows.column("name", COLUMN_TEXT)?, rows.column("value", COLUMN_INTEGER)?);
    let mut json = String::from("{\"items\":[");
    for row in 0..rows.row_count {
        if row > 0 {
            json.push(',');
        }
        json += &format!("{{\"name\":{},\"value\":{}}}", json_string(rows.text(name, row)?), rows.integer(value, row)?);
    }
    Some(json + "]}")
}
