public import PluginKit

/// Settings of one instance; the manifest's schema fills in what is not said.
public struct CRMSettings: PluginSettings {
    /// What is billed for hours without telemetry where an invoice says nothing: `none` or `estimate`.
    let gaps: String
    /// How often the machines are asked; an hour with fewer rounds than that is not covered whole.
    let telemetryIntervalSeconds: Int
    /// Days after the due date on which reminders are sent, rising; one a level.
    let reminderDays: [Int]
    /// What an invoice says of who issues it; empty where nothing is told.
    let issuerAddress: String
    let issuerTaxId: String
    let bankDetails: String
    let paymentTerms: String

    var gapRule: GapRule { GapRule(rawValue: gaps) ?? .none }
    var issuer: Issuer {
        Issuer(address: issuerAddress, taxId: issuerTaxId, bankDetails: bankDetails, paymentTerms: paymentTerms)
    }
    /// Rounds of collection in an hour.
    var roundsPerHour: Int64 { max(1, 3_600 / Int64(telemetryIntervalSeconds)) }
}
