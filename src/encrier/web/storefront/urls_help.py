"""Addresses of help, contact, legal texts and the newsletter, under ``/{locale}/``."""

from django.urls import path

from encrier.web.storefront import contact, help, legal, newsletter

urlpatterns = [
    path("help/", help.help_centre, name="help"),
    path("help/<slug:topic>/", help.help_topic, name="help-topic"),
    path("contract/", help.contract, name="contract"),
    path("contact/", contact.contact, name="contact"),
    path("contact/sent/", contact.contact_sent, name="contact-sent"),
    path("legal/<slug:document>/", legal.legal, name="legal"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/asked/", newsletter.asked, name="newsletter-asked"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter-confirm"),
    path("newsletter/leave/<str:token>/", newsletter.leave, name="newsletter-leave"),
]
