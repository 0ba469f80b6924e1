import PluginKit

/// Sends what is due of reminders. Each is a row before it is a mail: a run that ends in the middle leaves rows that the next one takes, and
/// the same reference, so that a mail that was sent twice is one in the mailbox.
struct ReminderJob: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    var job: Job {
        Job("remind") { _ in
            let days = Set(settings.reminderDays).sorted()
            guard !days.isEmpty else { return .none }
            _ = try await context.database.execute(
                "reminders_due", .json { json in json.array { json in days.forEach { json.value($0) } } })
            var (sent, failed, waiting) = (0, 0, 0)
            for row in try await context.database.query("reminders_claim") {
                // Without a mail server, or over a quota, the rest would fare no better; their turn comes with a later run.
                guard waiting == 0 else {
                    waiting += 1
                    continue
                }
                switch try await send(row, levels: days.count) {
                case .sent: sent += 1
                case .failed: failed += 1
                case .waiting: waiting += 1
                }
            }
            return JobSummary { json in
                json.field("sent", sent)
                json.field("failed", failed)
                json.field("waiting", waiting)
            }
        }
    }

    private enum Fate { case sent, failed, waiting }

    private func send(_ row: Row, levels: Int) async throws -> Fate {
        let (invoice, level) = (try row.text("invoice_id") ?? "", try row.integer("level") ?? 1)
        let words = ReminderMail(
            number: try row.integer("number") ?? 0, client: try row.text("client") ?? "", provider: try row.text("provider") ?? "",
            currency: try row.text("currency") ?? "", total: try row.text("total") ?? "", outstanding: try row.text("outstanding") ?? "",
            dueOn: try row.text("due_on") ?? "", daysOverdue: try row.integer("days_overdue") ?? 0, level: level, isLast: level >= levels)
        let language = try row.text("mail_language") ?? "en"
        var mail = MailMessage(
            to: [.init(try row.text("email") ?? "")], subject: words.subject(language: language), text: words.text(language: language))
        mail.reference = "crm-reminder-\(invoice)-\(level)"
        var failure: String?
        do throws(PluginError) {
            _ = try await context.mail.send(mail)
        } catch {
            let isForGood = error.code == .invalidArgument || error.details.hasPrefix("rejected")
            guard isForGood else {
                context.log.warning("The reminder of invoice \(words.number) waits: \(error.message)")
                return .waiting
            }
            failure = String(error.message.prefix(500))
        }
        try await context.database.execute("reminder_done", .integer(Int64(invoice) ?? 0), .integer(level), Value(failure))
        return failure == nil ? .sent : .failed
    }
}
