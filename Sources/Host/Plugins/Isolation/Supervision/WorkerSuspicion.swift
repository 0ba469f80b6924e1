/// Who is given a worker of its own after a shared one has died, so that the others can go on without whoever it was. Pure.
///
/// A dead process does not say whose call it died of. Those that it was at work for are suspected; from the third death within the
/// supervisor's window on everybody is, since a thread may go on after its call: then those come first who called last. One that gets along
/// in a worker of its own comes back (``WorkerPool/Options/apartNanos``).
enum WorkerSuspicion {
    /// From so many deaths within the window on, those that it was at work for are not believed to be all.
    static let crashesForAll = 3

    /// A tenant with an instance in the worker.
    struct Tenant: Sendable, Hashable {
        let id: String
        /// Whether the plugin was at work for it when the worker died.
        let isAtWork: Bool
        /// Of its latest call that has ended; 0 if there was none.
        let calledNanos: UInt64
    }

    /// - Parameters:
    ///   - tenants: All that have an instance in the worker; one of a tenant's instances at work is enough.
    ///   - crashes: Within the window, this one included.
    ///   - room: So many more workers there may be.
    /// - Returns: Ids, in order, the most suspect first. Nobody where one tenant is alone in it: there is nobody to be kept from it.
    static func apart(_ tenants: [Tenant], crashes: Int, room: Int) -> [String] {
        guard Set(tenants.map(\.id)).count > 1 else { return [] }
        let suspects = tenants.filter { crashes >= crashesForAll || $0.isAtWork }.sorted {
            ($0.isAtWork ? 0 : 1, UInt64.max - $0.calledNanos, $0.id) < ($1.isAtWork ? 0 : 1, UInt64.max - $1.calledNanos, $1.id)
        }
        var seen: Set<String> = []
        return Array(suspects.map(\.id).filter { seen.insert($0).inserted }.prefix(max(0, room)))
    }
}
