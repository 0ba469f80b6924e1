import PluginKit

/// Sends what is due of reminders. Each is a row before it is a mail, and is taken alone: a run that ends in the middle leaves the others as
/// they are, and the same reference, so that a mail that was sent twice is one in the mailbox.
struct ReminderJob: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    /// Of one run.
    private static let mostMails = 200

    var job: Job {
        Job("remind") { _ in
            let days = settings.reminderLevels
            guard !days.isEmpty else { return .none }
            _ = try await context.database.execute(
                "reminders_due", .json { json in json.array { json in days.forEach { json.value($0) } } })
            var (sent, failed, waiting) = (0, 0, 0)
            var tried: Set<String> = []
            for _ in 0..<Self.mostMails {
                guard let row = try await context.database.query("reminder_claim").first else { break }
                // Whatever waits for its next try is not due in the run that tried it.
                guard tried.insert("\(try row.text("invoice_id") ?? "")/\(try row.integer("level") ?? 1)").inserted else { break }
                let failure = try await send(row, levels: days.count)
                switch failure {
                case nil: sent += 1
                case .final: failed += 1
                case .ofThisOne, .ofAll: waiting += 1
                }
                if failure == .ofAll { break }
            }
            return JobSummary { json in
                json.field("sent", sent)
                json.field("failed", failed)
                json.field("waiting", waiting)
            }
        }
    }

    /// Sends one and writes down what became of it; nil if it went.
    private func send(_ row: Row, levels: Int) async throws -> ReminderFailure? {
        let (invoice, level) = (try row.text("invoice_id") ?? "", try row.integer("level") ?? 1)
        let words = ReminderMail(
            number: try row.integer("number") ?? 0, client: try row.text("client") ?? "", provider: try row.text("provider") ?? "",
            currency: try row.text("currency") ?? "", total: try row.text("total") ?? "", outstanding: try row.text("outstanding") ?? "",
            dueOn: try row.text("due_on") ?? "", daysOverdue: try row.integer("days_overdue") ?? 0, level: level, isLast: level >= levels)
        let language = try row.text("mail_language") ?? "en"
        var mail = MailMessage(
            to: [.init(try row.text("email") ?? "")], subject: words.subject(language: language), text: words.text(language: language))
        mail.reference = "crm-reminder-\(invoice)-\(level)"
        let key = (Value.integer(Int64(invoice) ?? 0), Value.integer(level))
        do throws(PluginError) {
            _ = try await context.mail.send(mail)
        } catch {
            let (failure, reason) = (ReminderFailure(error), Value.text(String(error.message.prefix(500))))
            if failure == .final {
                try await context.database.execute("reminder_done", key.0, key.1, reason)
            } else {
                context.log.warning("The reminder of invoice \(words.number) waits: \(error.message)")
                try await context.database.execute("reminder_wait", key.0, key.1, reason, .boolean(failure == .ofAll))
            }
            return failure
        }
        try await context.database.execute("reminder_done", key.0, key.1, .null)
        return nil
    }
}
