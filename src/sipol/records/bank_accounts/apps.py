from django.apps import AppConfig


class BankAccountsConfig(AppConfig):
    name = "sipol.records.bank_accounts"
    label = "bank_accounts"
    default_auto_field = "django.db.models.BigAutoField"
