/// A backend beyond this process, which may go away and come back.
package protocol RemoteCache: CacheBackend {
    /// For people, without a password: `redis://cache.example.org:6379/0`.
    var place: String { get }
    /// Asks whether it is there and takes writes.
    func probe() async throws(CacheError)
    /// Ends its connections; what is under way fails.
    func close()
}
