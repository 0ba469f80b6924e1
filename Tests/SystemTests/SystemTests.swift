import Testing

/// The whole house from outside: real executable, real PostgreSQL, real browser. One walk at a time, since each fills the machine.
@Suite("The system", .serialized) struct SystemTests {}
