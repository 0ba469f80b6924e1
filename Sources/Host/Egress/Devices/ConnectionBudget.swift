/// A limit on connections that several rounds share, such as an instance's. Exchanges without room wait.
///
/// Thread: called on the loop of the tenant, which all its rounds share; must not block.
package protocol ConnectionBudget: AnyObject, Sendable {
    /// Whether one more may be opened now.
    var hasRoom: Bool { get }
    func opened()
    func closed()
}
