"""The tables of accounts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from sipol.kernel.actors import PARTY_ROLES, Actor, Role


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
    """A person with one role, in one party or none, for one part of the country."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    party = models.ForeignKey("parties.Party", null=True, blank=True, on_delete=models.PROTECT)
    region_code = models.CharField(max_length=13, blank=True)
    is_active = models.BooleanField(default=True)
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
        ]

    def __str__(self) -> str:
        return self.email

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
