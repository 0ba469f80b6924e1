import PluginKit

/// Carries messages by the host's services for mails and for requests to hosts outside.
struct AlertCarrier: AlertSending {
    let context: PluginContext

    static let secretName = "alert_webhook_secret"
    private static let webhookMilliseconds = 10_000

    func send(_ delivery: AlertDelivery) async -> DeliveryResult {
        do {
            switch delivery.channel {
            case .mail: try await mail(delivery)
            case .webhook: return try await webhook(delivery)
            }
            return .sent
        } catch {
            return AlertCarrier.result(of: PluginError(error))
        }
    }

    private func mail(_ delivery: AlertDelivery) async throws {
        var mail = MailMessage(to: [.init(delivery.target)], subject: delivery.subject, text: delivery.body)
        mail.reference = delivery.reference
        _ = try await context.mail.send(mail)
    }

    private func webhook(_ delivery: AlertDelivery) async throws -> DeliveryResult {
        let body = Array(delivery.body.utf8)
        let secret: Secret
        do throws(PluginError) {
            secret = try await context.secrets[AlertCarrier.secretName]
        } catch {
            guard error.code == .notFound else { throw error }
            return .again("Set the secret \(AlertCarrier.secretName): webhooks are signed with it.")
        }
        let signature = try WebhookSignature.headers(
            id: delivery.reference, unixSeconds: context.clock.now.unixMicros / 1_000_000, body: body, secret: secret.text)
        var request = HTTPClientRequest("POST", delivery.target, headers: signature + [("content-type", "application/json")], body: body)
        request.timeoutMilliseconds = AlertCarrier.webhookMilliseconds
        // A receiver that moved is told so by its owner: a redirect is no delivery.
        request.maximumRedirects = 0
        request.maximumBodyBytes = 65_536
        return AlertCarrier.result(ofStatus: try await context.http.send(request).status)
    }

    /// What an HTTP status says of a delivery.
    static func result(ofStatus status: Int) -> DeliveryResult {
        switch status {
        case 200...299: .sent
        case 410: .gone("The receiver answered 410: it wants no more.")
        default: .again("The receiver answered \(status).")
        }
    }

    /// What a failure of a service says of a delivery.
    static func result(of error: PluginError) -> DeliveryResult {
        // A host that is not granted yet may be tomorrow, and a server that takes nothing from us be set right; an address that nobody has,
        // here or there, will not.
        let isFinal = ["rejected: recipients", "recipient_not_granted"].contains { error.details.hasPrefix($0) }
        return isFinal ? .failed(error.message) : .again(error.message)
    }
}
