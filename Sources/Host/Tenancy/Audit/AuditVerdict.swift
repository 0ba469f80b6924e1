/// What checking the audit's chain has found.
package enum AuditVerdict: Sendable, Hashable {
    case intact(entries: Int64)
    /// The first entry that does not follow from the one before.
    case broken(sequence: Int64, reason: String)
}
