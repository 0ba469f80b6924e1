import PluginKit

/// `/api/v1/crm/invoices/{id}/reminders`, and the button that sends one that failed again.
struct ReminderRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("list_reminders") { request in
            let id = try request.integerParameter("id")
            _ = try await PaymentStore(context: context).state(of: id)
            let rows = try await context.database.query("reminders_page", .integer(id))
            return .json { json in json.object { $0.rows("items", rows) } }
        }
        Route("retry_reminder") { request in
            try await retry(request)
            return .empty()
        }
        Route("reminder_retry_form") { request in
            try await retry(request)
            return .redirect(to: "/crm/invoices/\(try request.integerParameter("id"))")
        }
    }

    /// Lets the next run send one that failed. Throws `.notFound`, and `.conflict` for any other.
    private func retry(_ request: Request) async throws {
        let (id, level) = (try request.integerParameter("id"), try request.integerParameter("level"))
        guard try await context.database.execute("reminder_retry", .integer(id), .integer(level)) == 0 else { return }
        _ = try await PaymentStore(context: context).state(of: id)
        throw PluginError(.conflict, "Only a reminder that failed is sent again, and none that a later one has followed.")
    }
}
