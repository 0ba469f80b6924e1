import HostEgress

extension QuotaCell: ConnectionBudget {
    package var hasRoom: Bool { used(atNanos: 0) < limit }
    package func opened() { raise(by: 1) }
    package func closed() { leave() }
}
