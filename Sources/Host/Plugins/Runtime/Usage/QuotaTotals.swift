package import HostTenancy
import Synchronization

/// How often the instances of one plugin were refused for each quota, since the host began. Thread: any.
package final class QuotaTotals: Sendable {
    private let refusals = Mutex<[Quota: Int]>([:])

    package init() {}

    func noteRefusal(_ quota: Quota) { refusals.withLock { $0[quota, default: 0] += 1 } }

    /// Quotas that nobody was refused for are not in it.
    package var counts: [Quota: Int] { refusals.withLock(\.self) }
}
