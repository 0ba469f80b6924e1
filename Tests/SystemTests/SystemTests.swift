import Testing

/// The whole house from outside: real executable, real PostgreSQL, real browser. One walk at a time, since each fills the machine.
@Suite("The system", .serialized) struct SystemTests {
    /// Walks that leave the house as they found it share one: two hosts, forty miners, and the examples beside Hosting.
    @Suite("One house with two hosts", .world(hosts: 2)) struct OneHouse {}
}
