import Testing

@testable import CRM

@Suite struct ReminderMailTests {
    private func mail(_ level: Int64, isLast: Bool = false, days: Int64 = 3) -> ReminderMail {
        ReminderMail(
            number: 17, client: "Sierra Hash", provider: "North Mining", currency: "USD", total: "300.00", outstanding: "199.90",
            dueOn: "2026-02-14", daysOverdue: days, level: level, isLast: isLast)
    }

    @Test("the mail says number, sums, day and who writes, in both languages", arguments: ["en", "zh-CN"])
    func says(language: String) {
        let text = mail(1).text(language: language)
        for part in ["17", "Sierra Hash", "North Mining", "300.00 USD", "199.90 USD", "2026-02-14", "3"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text != mail(3, isLast: true).text(language: language))
    }

    @Test("each level has a subject of its own")
    func subjects() {
        for language in ["en", "zh-CN"] {
            let all = [mail(1), mail(2), mail(3, isLast: true)].map { $0.subject(language: language) }
            #expect(Set(all).count == 3 && all.allSatisfy { $0.contains("17") && !$0.contains("\n") })
        }
        #expect(mail(1, days: 1).text(language: "en").contains("1 day ago"))
    }
}
