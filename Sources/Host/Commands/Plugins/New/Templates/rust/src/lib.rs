//! Routes and a job that each run one statement.
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
    items_page: u32,
    item_add: u32,
    items_count: u32,
    items_shown: i64,
}

/// What is asked for, until its statement's result comes.
#[derive(Clone, Copy)]
enum What {
    ListItems,
    ItemsPage,
    AddItem,
    CountItems,
}

/// What waits for a statement's result; the host hands it back.
struct Work {
    instance: *const Instance,
    call: u64,
    what: What,
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

// Instances

unsafe extern "C" fn create(
    _plugin: *const Plugin1, host: *mut Host, api: *const HostApi, settings: Bytes, result: *mut *mut c_void, error: *mut Error,
) -> Status {
    let made = guarded(|| {
        let api: Option<HostApi> = copy_table(api as *const c_void);
        let (service, complete) = match api.map(|api| (api.service, api.complete)) {
            Some((Some(service), Some(complete))) => (service, complete),
            _ => return Err(failure(UNSUPPORTED, "The host's api lacks a function of ABI 1.0.")),
        };
        // A service that the manifest does not ask for, or that was not granted, is a null pointer.
        let mut instance = Instance {
            host,
            complete,
            db: copy_table(service(host, DB_1.as_ptr() as *const c_char)),
            events: copy_table(service(host, EVENTS_1.as_ptr() as *const c_char)),
            items_page: 0,
            item_add: 0,
            items_count: 0,
            items_shown: items_shown(settings.slice()),
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
            instance.items_page = number("items_page")?;
            instance.item_add = number("item_add")?;
            instance.items_count = number("items_count")?;
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

/// The whole number of the one setting: the host has checked that settings are `{"items_shown": …}`.
fn items_shown(settings: &[u8]) -> i64 {
    let text = String::from_utf8_lossy(settings);
    let value = text.split("\"items_shown\"").nth(1).and_then(|rest| {
        let digits: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    value.unwrap_or(50)
}

// Calls

/// After OK exactly one `complete` follows; anything else ends the call with that error.
unsafe extern "C" fn start(instance: *mut c_void, call: u64, message: Bytes, deadline_nanos: u64, error: *mut Error) -> Status {
    let instance = instance as *const Instance;
    report(guarded(|| start_call(&*instance, call, message.slice(), deadline_nanos)), error)
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
unsafe extern "C" fn cancel(_instance: *mut c_void, _call: u64) {}

unsafe fn start_call(instance: &Instance, call: u64, message: &[u8], deadline_nanos: u64) -> Result<(), Failure> {
    let message = Message::open(message).ok_or_else(|| failure(INVALID_ARGUMENT, "The message is not well formed."))?;
    let shown = [Value::Integer(instance.items_shown)];
    let (what, statement, parameters) = match (message.kind(), message.text(REQUEST_ROUTE)) {
        (KIND_HTTP_REQUEST, Some("list_items")) => (What::ListItems, instance.items_page, write_parameters(&shown)),
        (KIND_HTTP_REQUEST, Some("items_page")) => (What::ItemsPage, instance.items_page, write_parameters(&shown)),
        (KIND_HTTP_REQUEST, Some("add_item")) => {
            let name = message.parameter("name").unwrap_or("");
            if !(1..=64).contains(&name.chars().count()) {
                return Err(failure(INVALID_ARGUMENT, "name: expected 1 to 64 characters."));
            }
            (What::AddItem, instance.item_add, write_parameters(&[Value::Text(name)]))
        }
        (KIND_HTTP_REQUEST, _) => return Err(failure(UNSUPPORTED, "The plugin has no such route.")),
        (KIND_JOB_RUN, _) if message.text(JOB_NAME) == Some("count") => {
            (What::CountItems, instance.items_count, write_parameters(&[]))
        }
        (KIND_JOB_RUN, _) => return Err(failure(UNSUPPORTED, "The plugin has no such job.")),
        _ => return Err(failure(UNSUPPORTED, "Calls of this kind are not known to this plugin.")),
    };
    run_statement(instance, call, what, statement, &parameters, deadline_nanos)
}

unsafe fn run_statement(
    instance: &Instance, call: u64, what: What, statement: u32, parameters: &[u8], deadline_nanos: u64,
) -> Result<(), Failure> {
    let start = instance.db.as_ref().and_then(|db| db.start).ok_or_else(|| failure(DENIED, "The database was not granted."))?;
    let batch = write_message(0, &[Field::Integer(DB_STATEMENT, statement as i64), Field::Rows(DB_PARAMETERS, parameters)]);
    let work = Box::into_raw(Box::new(Work { instance, call, what }));
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

// Answers

/// Called by the host, once for each statement that was started. Must not block.
unsafe extern "C" fn on_rows(context: *mut c_void, _operation: u64, status: Status, result: Bytes, error: *const Error) {
    let work = Box::from_raw(context as *mut Work);
    let instance = &*work.instance;
    if status != OK {
        (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, error);
        return;
    }
    match guarded(|| answer(instance, work.what, result.slice())) {
        Ok(answer) => (instance.complete)(instance.host, work.call, OK, Bytes::of(&answer), std::ptr::null()),
        Err(Failure(status, message)) => {
            (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, &Error::new(status, &message))
        }
    };
}

unsafe fn answer(instance: &Instance, what: What, result: &[u8]) -> Result<Vec<u8>, Failure> {
    let written = match what {
        What::ListItems | What::ItemsPage => items(result),
        What::AddItem => added(result),
        What::CountItems => count(result),
    };
    let json = written.ok_or_else(|| failure(INTERNAL, "The statement's rows are not what this plugin was built for."))?;
    Ok(match what {
        What::ListItems => write_message(KIND_HTTP_ANSWER, &[Field::Bytes(ANSWER_BODY, json.as_bytes())]),
        What::ItemsPage => {
            let fields = [
                Field::Text(ANSWER_TEMPLATE, "items"),
                Field::Bytes(ANSWER_DATA, json.as_bytes()),
                Field::Text(ANSWER_TITLE, "items.title"),
            ];
            write_message(KIND_HTTP_ANSWER, &fields)
        }
        What::AddItem => {
            if let Some(publish) = instance.events.as_ref().and_then(|events| events.publish) {
                // An event that is refused is missed, not a failed write.
                publish(instance.host, Bytes::of(b"added"), Bytes::of(json.as_bytes()), &mut Error::new(OK, ""));
            }
            write_message(KIND_HTTP_ANSWER, &[Field::Integer(ANSWER_STATUS, 201), Field::Bytes(ANSWER_BODY, json.as_bytes())])
        }
        What::CountItems => write_message(KIND_JOB_ANSWER, &[Field::Bytes(JOB_ANSWER_SUMMARY, json.as_bytes())]),
    })
}

// Rows as JSON; `None` if they are not what the statement gives.

fn items(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    let (id, name) = (rows.column("id", COLUMN_TEXT)?, rows.column("name", COLUMN_TEXT)?);
    let created_at = rows.column("created_at", COLUMN_TIMESTAMP)?;
    let mut json = String::from("{\"items\":[");
    for row in 0..rows.row_count {
        if row > 0 {
            json.push(',');
        }
        json += &format!(
            "{{\"id\":{},\"name\":{},\"created_at\":{}}}",
            json_string(rows.text(id, row)?),
            json_string(rows.text(name, row)?),
            json_time(rows.integer(created_at, row)?)
        );
    }
    Some(json + "]}")
}

fn added(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    Some(format!("{{\"id\":{}}}", json_string(rows.text(rows.column("id", COLUMN_TEXT)?, 0)?)))
}

fn count(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    Some(format!("{{\"items\":{}}}", rows.integer(rows.column("items", COLUMN_INTEGER)?, 0)?))
}
