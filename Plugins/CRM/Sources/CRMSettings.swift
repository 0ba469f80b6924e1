public import PluginKit

/// Settings of one instance; the manifest's schema fills in what is not said.
public struct CRMSettings: PluginSettings {
    /// What is billed for hours without telemetry where an invoice says nothing: `none` or `estimate`.
    let gaps: String
    /// Days after the due date on which reminders are sent.
    let reminderDays: [Int]
    /// What an invoice says of who issues it; empty where nothing is told.
    let issuerAddress: String
    let issuerTaxId: String
    let bankDetails: String
    let paymentTerms: String

    /// The days of the reminders' levels, rising; the database has nine levels.
    var reminderLevels: [Int] { Array(Set(reminderDays).sorted().prefix(9)) }
    var gapRule: GapRule { GapRule(rawValue: gaps) ?? .none }
    var issuer: Issuer {
        Issuer(address: issuerAddress, taxId: issuerTaxId, bankDetails: bankDetails, paymentTerms: paymentTerms)
    }
}
