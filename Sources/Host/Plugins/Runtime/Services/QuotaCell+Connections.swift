import HostEgress

extension QuotaCell: ConnectionBudget {
    /// Whether one more may be opened.
    package var hasRoom: Bool { used(atNanos: 0) < limit }
    /// Counts a connection.
    package func opened() { raise(by: 1) }
    /// Takes a connection off.
    package func closed() { leave() }
}
