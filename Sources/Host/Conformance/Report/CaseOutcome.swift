import HostPlugins
package import HostTenancy

/// One case with its verdict.
package struct CaseOutcome: Sendable {
    package let name: String
    package let summary: String
    /// What the contract says.
    package let rule: String
    /// Where the plugin's code ran.
    package let isolation: IsolationMode
    package let verdict: Verdict
    package let millis: Int

    /// Whether the plugin did not keep the rule.
    package var hasFailed: Bool { verdict.isFailure }
}
