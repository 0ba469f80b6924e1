import PluginKit
import Testing

@testable import CRM

@Suite("What a mail that did not go means for reminders") struct ReminderFailureTests {
    @Test(
        "Only a refused recipient is final, and only what concerns every mail ends the run",
        arguments: [
            (PluginError.Code.unavailable, "rejected: recipients", ReminderFailure.final), (.invalidArgument, "", .final),
            (.unavailable, "try_later: recipients", .ofThisOne), (.unavailable, "try_later: mail", .ofThisOne),
            (.unavailable, "rejected: mail", .ofThisOne), (.unavailable, "rejected", .ofThisOne), (.unavailable, "try_later", .ofThisOne),
            (.denied, "recipient_not_granted", .ofThisOne), (.unavailable, "outcome_unknown: timed out", .ofThisOne),
            (.unavailable, "broken_answer: reset", .ofThisOne), (.unavailable, "rejected: sender", .ofAll),
            (.unavailable, "try_later: sender", .ofAll), (.unavailable, "rejected: session", .ofAll), (.unavailable, "no_server", .ofAll),
            (.unavailable, "unreachable: refused", .ofAll), (.unavailable, "server_resting", .ofAll), (.overQuota, "mails_per_day", .ofAll),
            (.denied, "", .ofAll), (.deadline, "deadline", .ofAll), (.cancelled, "cancelled", .ofAll),
        ])
    func means(code: PluginError.Code, details: String, failure: ReminderFailure) {
        #expect(ReminderFailure(PluginError(code, "It did not go.", details: details)) == failure)
    }

    @Test("There are nine levels at most, rising, whatever the settings repeat") func levels() {
        func levels(_ days: [Int]) -> [Int] {
            CRMSettings(
                gaps: "none", reminderDays: days, issuerAddress: "", issuerTaxId: "", bankDetails: "", paymentTerms: ""
            ).reminderLevels
        }
        #expect(levels([30, 3, 14, 3]) == [3, 14, 30])
        #expect(levels(Array((1...12).reversed())) == Array(1...9))
        #expect(levels([]).isEmpty)
    }
}
