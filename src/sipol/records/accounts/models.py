"""The tables of accounts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from sipol.kernel.actors import PARTY_ROLES, Actor, Role
from sipol.records.accounts.rules import standing
from sipol.records.accounts.rules.offices import EXPIRING_ROLES


class UserManager(BaseUserManager["User"]):
    """Makes users with hashed passwords, and finds them with their party: every page names it."""

    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().select_related("party")

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with one role, in one party or none, for one part of the country.

    An address belongs to one living account; an ended one keeps it as a memory only. `expires_at`
    is the first instant at which the account opens nothing any more.
    """

    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    party = models.ForeignKey("parties.Party", null=True, blank=True, on_delete=models.PROTECT)
    region_code = models.CharField(max_length=13, blank=True)
    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(PARTY_ROLES), party__isnull=False)
                | (~Q(role__in=sorted(PARTY_ROLES)) & Q(party__isnull=True)),
                name="user_party_fits_role",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(ended_at__isnull=True),
                name="user_email_once_among_living",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(is_active=False),
                name="user_ended_is_not_active",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(role__in=sorted(role.value for role in EXPIRING_ROLES)),
                name="user_who_runs_an_office_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def standing(self) -> str:
        """The state of the account's life cycle; whether it has expired is another question."""
        if self.ended_at is not None:
            return standing.ENDED
        return standing.ACTIVE if self.is_active else standing.SUSPENDED

    def may_enter(self, now: datetime) -> bool:
        """Whether this account opens anything at this instant."""
        return self.is_active and (self.expires_at is None or self.expires_at > now)

    def as_actor(self) -> Actor:
        """This person as queries and actions know them."""
        return Actor(
            user_id=self.pk,
            name=self.name,
            role=Role(self.role),
            party_id=self.party_id,
            region_code=self.region_code,
        )


class ApiToken(models.Model):
    """A token of a person's program. Only its SHA-256 is kept.

    `request_id` names the form that asked for it, so that a form sent twice makes one token.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField(null=True, unique=True)

    def __str__(self) -> str:
        return self.label
